import type { Explanation } from '../model/explanation.js';
import type { ValueProblem } from './outcome.js';

/** What a check has to know of a value besides its text. */
export interface CheckedValue {
  readonly text: string;
  /** How messages call the source. */
  readonly subject: string;
  readonly source: 'literal' | 'env' | 'file' | 'read';
  readonly allowEmpty: boolean;
  /** False where the manifest turns interpolation off. */
  readonly isInterpolated: boolean;
}

/** What tools print in place of a secret; a pipeline that passes it on has lost the secret. */
const STAND_INS = /^(?:\*{3,}|\(sensitive(?: value)?\)|\[MASKED\])$/;
/** A reference of `vals`, such as `ref+vault://secret/app#/key`. A password may start with `ref+`; it does not go on like that. */
const VALS_REFERENCE = /^(?:secret)?ref\+[a-z][a-z0-9]*:\/\//;
/** An encrypted value of SOPS or hiera-eyaml. */
const ENCRYPTED = /^ENC\[[^\]]*\]$/;
const INTERPOLATION = /\{\{\s*[A-Za-z_]\w*\s*\}\}/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Says why a text cannot be what somebody meant to store; null where nothing speaks against it. */
export const findPoison = (value: CheckedValue): ValueProblem | null => {
  const { text, subject } = value;
  const trimmed = text.trim();
  if (text === '') {
    return value.allowEmpty
      ? null
      : problem('empty-value', `${subject} is empty`, 'write `allowEmpty: true` if that is meant');
  }
  // The environment reaches a program already decoded, broken bytes as U+FFFD.
  if (LONE_SURROGATE.test(text) || (value.source === 'env' && text.includes('\uFFFD'))) {
    return problem('invalid-utf8', `${subject} is not valid UTF-8`, 'a value is text: encode binary content');
  }
  if (text.includes('\0')) {
    return problem('nul-byte', `${subject} holds a NUL byte`, 'a value is text: encode binary content');
  }
  if (STAND_INS.test(trimmed)) {
    return problem(
      'masked-value',
      `${subject} is what a tool prints in place of a secret`,
      'see where it was lost',
    );
  }
  if (holdsExpression(value)) {
    return problem(
      'unresolved-expression',
      `${subject} holds an expression of a pipeline that was not resolved (\${{ … }})`,
      'see that the pipeline replaces it',
    );
  }
  if (VALS_REFERENCE.test(trimmed)) {
    return problem(
      'unresolved-reference',
      `${subject} is a reference to a secret (ref+…)`,
      'resolve it with vals',
    );
  }
  if (ENCRYPTED.test(trimmed)) {
    return problem('encrypted-value', `${subject} is still encrypted (ENC[…])`, 'read the file with `sops`');
  }
  return null;
};

/** Names what is odd about a value that will be stored all the same. */
export const findOddities = (value: CheckedValue): readonly Explanation[] => {
  const oddities: Explanation[] = [];
  if (value.source === 'env' && value.text.endsWith('\n')) {
    oddities.push({
      code: 'trailing-newline',
      message: `${value.subject} ends with a newline`,
      hint: 'it is stored as it is; cut it where the variable is set, if it is not meant',
    });
  }
  if (value.isInterpolated && INTERPOLATION.test(value.text)) {
    oddities.push({
      code: 'interpolated-value',
      message: `${value.subject} holds {{…}}, which Qovery replaces by the variable of that name`,
      hint: 'for a file, `enableInterpolationInFile: false` leaves it as it is',
    });
  }
  if (value.source === 'file' && value.text.includes('ENC[AES256_GCM,')) {
    oddities.push({
      code: 'encrypted-content',
      message: `${value.subject} is encrypted with SOPS, and is stored encrypted`,
      hint: 'read it with `sops` to store what is inside',
    });
  }
  return oddities;
};

const problem = (code: string, message: string, hint: string): ValueProblem => ({
  code,
  message,
  hint,
  refused: false,
});

/** A file may be a template that speaks of expressions; anything else that holds one was meant to have it replaced. */
const holdsExpression = ({ text, source }: CheckedValue): boolean => {
  const whole = source === 'file' ? text.trim() : text;
  const start = whole.indexOf('${{');
  const end = start === -1 ? -1 : whole.indexOf('}}', start);
  if (end === -1) return false;
  return source !== 'file' || (start === 0 && end === whole.length - '}}'.length);
};
