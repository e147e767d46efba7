import type { Explanation } from '../model/explanation.js';
import type { ValueProblem } from './outcome.js';
import { SUSPICIOUS_FORMS } from './suspicious.js';
import { hasForm, inspect, type SuspiciousForm } from './suspicious-form.js';
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
  /** Whether a value may look like what a broken pipeline leaves behind. */
  readonly allowSuspicious: boolean;
  /** Whether what is merely suspicious is refused too. */
  readonly isStrict: boolean;
  /** Set where a SOPS file holds the value in plaintext. */
  readonly clear: ClearText | null;
  /** False where the manifest turns interpolation off. */
  readonly isInterpolated: boolean;
}

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
  const refused = findSuspicion(value, 'refuse') ?? (value.isStrict ? findSuspicion(value, 'warn') : null);
  return refused === null ? null : { ...refused, refused: false };
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
  const suspicion = findSuspicion(value, 'warn');
  if (suspicion !== null) oddities.push(suspicion);
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

type SuspicionCode = keyof typeof SUSPICIOUS_FORMS;

/** What continues the message about a value of each kind, and what to do. */
const ADVICE: Readonly<Record<SuspicionCode, readonly [says: string, hint: string]>> = {
  'missing-value': [
    'is what a program prints where a value is missing',
    'check that the secret exists under that name where the program reads it',
  ],
  'blank-value': ['is only white space', 'check whether the step that writes it failed'],
  'masked-value': ['is what a tool prints instead of a secret', 'find out which tool masked it'],
  'unknown-value': [
    'is what a tool prints for a value that it does not know yet',
    'read it after the tool has applied its changes',
  ],
  'printed-object': [
    'is how a program prints an object instead of its content',
    'print the field that holds the secret',
  ],
  'unresolved-expression': [
    'contains an unresolved pipeline expression',
    'check why the pipeline did not replace it',
  ],
  'unresolved-reference': [
    'is a reference to a secret in another store',
    'read it with the program of that store, through `exec`',
  ],
  'encrypted-value': [
    'is still encrypted',
    'decrypt it first: `sops` reads SOPS files, and `exec` runs any other program',
  ],
  'variable-name': [
    'is the name of a variable instead of its value',
    'write {{NAME}}, which Qovery replaces by the value, or make an alias',
  ],
  'placeholder-value': ['is a placeholder that nobody has replaced', 'set the real value'],
  'merge-conflict': ['contains the markers of a merge conflict', 'resolve the conflict'],
  'wrong-content': [
    'is a message, a page or a pointer instead of a secret',
    'look at what the program or the download returned',
  ],
  'terminal-codes': [
    'contains codes that colour text in a terminal',
    'turn colours off where it is printed, for example with NO_COLOR=1',
  ],
  'cut-value': ['is only the start of a longer value', 'put a value of several lines in quotes'],
  'shell-option': ['starts with an option of `echo`', 'use `printf %s` instead of `echo -n`'],
  'flattened-lines': [
    'has lost its line breaks',
    'quote it where it is set; if the application puts them back, allow it',
  ],
  'surrounding-space': [
    'starts or ends with white space or an invisible character',
    'remove it where the value is set',
  ],
  'quoted-value': [
    'is wrapped in quotes, which are stored too',
    'remove the quotes, or print the value without them, as `jq -r` does',
  ],
};

const CODES = Object.keys(SUSPICIOUS_FORMS) as readonly SuspicionCode[];

/** Compares a value with the forms of one verdict; null where it has none of them, or may have any. */
const findSuspicion = (value: CheckedValue, verdict: SuspiciousForm['verdict']): Explanation | null => {
  if (value.allowSuspicious || value.text === '') return null;
  const inspected = inspect(value.text, value.source === 'file');
  const code = CODES.find((candidate) =>
    SUSPICIOUS_FORMS[candidate].some((form) => form.verdict === verdict && hasForm(inspected, form)),
  );
  if (code === undefined) return null;
  const [says, hint] = ADVICE[code];
  return {
    code,
    message: `${value.subject} ${says}`,
    hint: `${hint}; if the value is right, write \`allowSuspicious: true\` beside \`valueFrom\``,
  };
};
