import { describe, expect, it } from 'vitest';
import { findOddities, findPoison, type CheckedValue } from '../../../src/values/checks.js';
import { SUSPICIOUS_FORMS } from '../../../src/values/suspicious.js';
import { hasForm, inspect, type SuspiciousForm } from '../../../src/values/suspicious-form.js';

const valueOf = (text: string, more: Partial<CheckedValue> = {}): CheckedValue => ({
  text,
  subject: 'the output of op',
  source: 'read',
  allowEmpty: false,
  allowUnauthenticated: false,
  allowSuspicious: false,
  isStrict: false,
  clear: null,
  isInterpolated: true,
  ...more,
});

/** What is said about a value: `refuse` or `warn`, and the code. */
const judge = (text: string, more: Partial<CheckedValue> = {}): string => {
  const poison = findPoison(valueOf(text, more));
  if (poison !== null) return `refuse ${poison.code}`;
  const codes = findOddities(valueOf(text, more)).map(({ code }) => code);
  return codes.length === 0 ? 'accept' : `warn ${codes.join(' ')}`;
};

const forms: readonly (readonly [string, SuspiciousForm])[] = Object.entries<readonly SuspiciousForm[]>(
  SUSPICIOUS_FORMS,
).flatMap(([code, group]) => group.map((form) => [code, form] as const));

const examplesOf = ({ looks }: SuspiciousForm): readonly string[] =>
  [...looks.matchAll(/`([^`]+)`/g)].map(([, example = '']) => example);

describe('the table of suspicious values', () => {
  it.each(forms.flatMap(([code, form]) => examplesOf(form).map((example) => [example, code, form] as const)))(
    'knows what it shows: %j as %s',
    (example, code, form) => {
      // The first line of an example of several lines is all that the table shows.
      const isCut =
        ['merge-conflict', 'wrong-content'].includes(code) && !hasForm(inspect(example, false), form);
      const text = isCut ? (WHOLE_EXAMPLES[example] ?? example) : example;
      expect(hasForm(inspect(text, false), form)).toBe(true);
      expect(judge(text)).not.toBe('accept');
    },
  );

  it('compares in time that grows with the text, however nearly a text has a form', () => {
    const pieces = [...forms.flatMap(([, form]) => examplesOf(form)), ...PIECES];
    for (const piece of pieces) {
      const short = piece.length > 3 ? piece.slice(0, -2) : piece;
      const texts = [piece, short].map((part) => part.repeat(Math.ceil(100_000 / part.length)));
      for (const text of texts) expect(judge(`${text} x`)).toMatch(/^(?:accept|refuse|warn)/);
    }
  });

  it('never quotes the value', () => {
    for (const [, form] of forms) {
      for (const example of examplesOf(form)) {
        const value = valueOf(example, { isStrict: true });
        const { message = '', hint = '' } = findPoison(value) ?? {};
        if (example.length > 3) expect(`${message} ${hint ?? ''}`).not.toContain(example);
      }
    }
  });
});

const WHOLE_EXAMPLES: Readonly<Record<string, string>> = {
  '<<<<<<< HEAD': 'a\n<<<<<<< HEAD\nkey: 1\n=======\nkey: 2\n>>>>>>> feature\n',
  '== Secret Path ==': '== Secret Path ==\nsecret/data/shop\n',
  '{"error":…': '{"error":"denied"}',
  'vault kv get': '== Data ==\n',
};

/** Pieces that have made patterns like these slow. */
const PIECES = [
  '<<<<<<< a\n',
  '=======\n',
  '${{ ',
  '}} ',
  '"***',
  '*',
  '://',
  '://a:*',
  '{{op://',
  ' ',
  '\n',
  'QOVERY_A',
  '-----BEGIN A-----\n',
  '%2A',
  '$[[',
  '\u001B[1',
];

const all = (verdict: string, ...texts: readonly string[]): readonly (readonly [string, string])[] =>
  texts.map((text) => [text, verdict] as const);

describe('what a broken pipeline leaves behind', () => {
  it.each<readonly [string, string]>([
    ...all(
      'refuse missing-value',
      'null',
      'undefined',
      'None',
      '<nil>',
      '<no value>',
      '"null"',
      ' null\n',
      '[<nil>]',
      'NaN',
      '%!s(<nil>)',
    ),
    ...all('refuse missing-value', 'postgres://app:<no value>@db/shop'),
    ['postgres://undefined:undefined@undefined:5432/undefined', 'warn missing-value'],
    ...all(
      'refuse unresolved-reference',
      'op://prod/db/url',
      '{{resolve:secretsmanager:x}}',
      'vault:secret/data/x#key',
      'postgres://u:ref+awsssm://pw@h',
      '<path:secret/data/x#key>',
    ),
    ...all(
      'refuse unresolved-expression',
      '$(DB_URL)',
      '${DB_URL}',
      '{{ .Values.url }}',
      '{{ url | default("") }}',
      '%DB_URL%',
      '{% raw %}',
      '#{DbUrl}',
      '((db-url))',
      '%s',
      '!Ref DbUrl',
    ),
    ['encrypted:BHnGmK8o3Q+/=', 'refuse encrypted-value'],
    ['(known after apply)', 'refuse unknown-value'],
    ['{"url":"(known after apply)"}', 'refuse unknown-value'],
    ...all(
      'refuse masked-value',
      '<redacted>',
      '<concealed by 1Password>',
      '[masked]',
      '[REDACTED]',
      '***',
      '"***"',
      '••••••••',
      '(sensitive)',
      "[use 'op item get abc --reveal' to reveal]",
      'postgres://app:***@db/shop',
      'https://u:xxxxx@host/',
    ),
    ...all(
      'refuse printed-object',
      '[object Object]',
      'map[key:value]',
      'System.Security.SecureString',
      '<Secret object at 0x7f11>',
    ),
    ...all('refuse blank-value', ' ', '\n', ' \t\r\n'),
    ['QOVERY_POSTGRESQL_Z1A2B3C4D_DATABASE_URL_INTERNAL', 'refuse variable-name'],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n', 'refuse wrong-content'],
    ['<!DOCTYPE html>\n<html><body>Sign in</body></html>', 'refuse wrong-content'],
    [
      '-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n',
      'refuse encrypted-value',
    ],
    ['-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----\n', 'refuse encrypted-value'],
    ['$ANSIBLE_VAULT;1.1;AES256\n3132\n', 'refuse encrypted-value'],
    ['a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n', 'refuse merge-conflict'],
    ['\u001B[32mhunter2\u001B[0m', 'refuse terminal-codes'],
    ['-----BEGIN PRIVATE KEY-----', 'refuse cut-value'],
    ['arn:aws:secretsmanager:eu-west-3:123456789012:secret:db-AbCdEf', 'warn unresolved-reference'],
    ['projects/shop/secrets/db/versions/latest', 'warn unresolved-reference'],
    ['https://shop.vault.azure.net/secrets/db/1f', 'warn unresolved-reference'],
    ['"hunter2"', 'warn quoted-value'],
    ['hunter2\r', 'warn surrounding-space'],
    ['hunter2 ', 'warn surrounding-space'],
    ['\u200Bhunter2', 'warn surrounding-space'],
    ['CHANGEME', 'warn placeholder-value'],
    ['arn:aws:ecs:eu-west-3:1:task/a\nNone\n', 'warn missing-value'],
    ['-n hunter2', 'warn shell-option'],
    ['"{ \\"password\\": \\"hunter2\\" }"', 'warn quoted-value'],
    ['-----BEGIN PRIVATE KEY----- MIIE -----END PRIVATE KEY-----', 'warn flattened-lines'],
    [String.raw`-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n`, 'warn flattened-lines'],
    ['{{ URL }}', 'warn interpolated-value'],
  ])('judges %j: %s', (text, verdict) => {
    expect(judge(text)).toBe(verdict);
  });

  it('finds them in files too, but takes a file that speaks of them', () => {
    const inFile = { source: 'file' } as const;
    expect(judge('\n', inFile)).toBe('refuse blank-value');
    expect(judge('null\n', inFile)).toBe('refuse missing-value');
    expect(judge('url: postgres://app:***@db/shop\n', inFile)).toBe('accept');
    expect(judge('{{ .Values.url }}: {{ x | y }}, and more', inFile)).toBe('accept');
  });

  it('lets one through that the manifest allows, and refuses what only warns when it is strict', () => {
    expect(judge('null', { allowSuspicious: true })).toBe('accept');
    expect(judge('CHANGEME', { allowSuspicious: true, isStrict: true })).toBe('accept');
    expect(judge('CHANGEME', { isStrict: true })).toBe('refuse placeholder-value');
    expect(judge('hunter2', { isStrict: true })).toBe('accept');
    expect(judge('', { allowSuspicious: true })).toBe('refuse empty-value');
  });
});
