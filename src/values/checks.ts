import type { Explanation } from '../model/explanation.js';
import type { ValueProblem } from './outcome.js';
import type { ClearText } from './value-node.js';

/** A value to check, with what the checks depend on. */
export interface CheckedValue {
  readonly text: string;
  /** Names the source in messages. */
  readonly subject: string;
  readonly source: 'literal' | 'env' | 'file' | 'read';
  readonly allowEmpty: boolean;
  /** Whether plaintext that the MAC of its SOPS file does not cover is allowed. */
  readonly allowUnauthenticated: boolean;
  /** Set where a SOPS file holds the value in plaintext. */
  readonly clear: ClearText | null;
  /** False where the manifest turns interpolation off. */
  readonly isInterpolated: boolean;
}

/** What tools print instead of a secret: a pipeline that passes it on has lost the secret. */
const STAND_INS = /^(?:\*{3,}|\(sensitive(?: value)?\)|\[MASKED\])$/;
/** A reference of `vals`, such as `ref+vault://secret/app#/key`. A password may start with `ref+`, but does not continue like that. */
const VALS_REFERENCE = /^(?:secret)?ref\+[a-z][a-z0-9]*:\/\//;
/** An encrypted value of SOPS or hiera-eyaml. */
const ENCRYPTED = /^ENC\[[^\]]*\]$/;
const INTERPOLATION = /\{\{\s*[A-Za-z_]\w*\s*\}\}/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Explains why nobody can have meant to store a text; null where it is plausible. */
export const findPoison = (value: CheckedValue): ValueProblem | null => {
  const { text, subject } = value;
  if (value.clear === 'uncovered' && !value.allowUnauthenticated) {
    return {
      code: 'unauthenticated',
      message: `${subject} is plaintext that the file's MAC does not cover, so anybody may have changed it`,
      hint: 'encrypt the value; or write `allowUnauthenticated: true` beside `valueFrom`',
      refused: true,
    };
  }
  const trimmed = text.trim();
  if (text === '') {
    return value.allowEmpty
      ? null
      : problem('empty-value', `${subject} is empty`, 'write `allowEmpty: true` if that is intended');
  }
  // A program gets its environment already decoded, with U+FFFD for invalid bytes.
  if (LONE_SURROGATE.test(text) || (value.source === 'env' && text.includes('\uFFFD'))) {
    return problem('invalid-utf8', `${subject} is not valid UTF-8`, 'a value is text: encode binary content');
  }
  if (text.includes('\0')) {
    return problem('nul-byte', `${subject} contains a NUL byte`, 'a value is text: encode binary content');
  }
  if (STAND_INS.test(trimmed)) {
    return problem(
      'masked-value',
      `${subject} is what a tool prints instead of a secret`,
      'find out which tool masked it',
    );
  }
  if (holdsExpression(value)) {
    return problem(
      'unresolved-expression',
      `${subject} contains an unresolved pipeline expression (\${{ … }})`,
      'check why the pipeline did not replace it',
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

/** Finds what is odd about a value that is stored all the same. */
export const findOddities = (value: CheckedValue): readonly Explanation[] => {
  const oddities: Explanation[] = [];
  if (value.source === 'env' && value.text.endsWith('\n')) {
    oddities.push({
      code: 'trailing-newline',
      message: `${value.subject} ends with a newline`,
      hint: 'it is stored unchanged; if it is not intended, remove it where the variable is set',
    });
  }
  if (value.clear === 'covered') {
    oddities.push({
      code: 'clear-value',
      message: `${value.subject} is plaintext in its SOPS file: the MAC does not bind it to its key or to its boundaries`,
      hint: 'encrypt it: someone without the key can rename plaintext values, or move text between neighbouring ones',
    });
  }
  if (value.isInterpolated && INTERPOLATION.test(value.text)) {
    oddities.push({
      code: 'interpolated-value',
      message: `${value.subject} contains {{…}}, which Qovery replaces by the variable of that name`,
      hint: 'for a file, `enableInterpolationInFile: false` keeps it unchanged',
    });
  }
  if (value.source === 'file' && value.text.includes('ENC[AES256_GCM,')) {
    oddities.push({
      code: 'encrypted-content',
      message: `${value.subject} is encrypted with SOPS, and is stored encrypted`,
      hint: 'read it with `sops` to store its decrypted content',
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

/** A file may be a template that contains expressions; anywhere else, an expression should have been replaced. */
const holdsExpression = ({ text, source }: CheckedValue): boolean => {
  const whole = source === 'file' ? text.trim() : text;
  const start = whole.indexOf('${{');
  const end = start === -1 ? -1 : whole.indexOf('}}', start);
  if (end === -1) return false;
  return source !== 'file' || (start === 0 && end === whole.length - '}}'.length);
};
