import { describe, expect, it } from 'vitest';
import { findOddities, findPoison, type CheckedValue } from '../../../src/values/checks.js';

const valueOf = (text: string, more: Partial<CheckedValue> = {}): CheckedValue => ({
  text,
  subject: 'the environment variable X',
  source: 'env',
  allowEmpty: false,
  allowUnauthenticated: false,
  allowSuspicious: false,
  isStrict: false,
  clear: null,
  isInterpolated: true,
  ...more,
});
const poison = (text: string, more: Partial<CheckedValue> = {}): string | null =>
  findPoison(valueOf(text, more))?.code ?? null;
const oddities = (text: string, more: Partial<CheckedValue> = {}): readonly string[] =>
  findOddities(valueOf(text, more)).map((oddity) => oddity.code);

describe('findPoison', () => {
  it.each([
    ['', 'empty-value'],
    ['***', 'masked-value'],
    ['***\n', 'masked-value'],
    ['******', 'masked-value'],
    ['(sensitive value)', 'masked-value'],
    ['(sensitive)', 'masked-value'],
    ['[MASKED]', 'masked-value'],
    ['${{ secrets.DATABASE_URL }}', 'unresolved-expression'],
    ['postgres://u:${{secrets.PW}}@h', 'unresolved-expression'],
    ["${{ format('{0}', secrets.X) }}", 'unresolved-expression'],
    ['ref+vault://secret/app#/key', 'unresolved-reference'],
    ['secretref+awsssm://x', 'unresolved-reference'],
    ['ENC[AES256_GCM,data:abc,iv:def,tag:ghi,type:str]', 'encrypted-value'],
    ['ENC[PKCS7,MIIBeQYJ]\n', 'encrypted-value'],
    ['a\0b', 'nul-byte'],
    ['a\uD800b', 'invalid-utf8'],
    ['a\uFFFDb', 'invalid-utf8'],
  ])('refuses %j as %s', (text, code) => {
    expect(poison(text)).toBe(code);
  });

  it.each([
    'hunter2',
    '**',
    'pa***ss',
    '*** is the mask',
    'ref+Ab3/xyz==',
    'ENC[ brackets ] and more',
    'the ENC[x] tag',
    'a${NOT_AN_EXPRESSION}b',
    '${{ never closed',
    '}} ${{',
    '\uFEFFwith a byte order mark',
    '😀',
    '(sensitive values)',
  ])('lets %j pass', (text) => {
    expect(poison(text)).toBeNull();
  });

  it('takes an empty value where the manifest allows it', () => {
    expect(poison('', { allowEmpty: true })).toBeNull();
  });

  it('takes a file that speaks of expressions, but not one that is an expression', () => {
    expect(poison('run: echo ${{ github.sha }}\n', { source: 'file' })).toBeNull();
    expect(poison('${{ secrets.A }}-${{ secrets.B }}x', { source: 'file' })).toBeNull();
    expect(poison('${{ secrets.CERT }}\n', { source: 'file' })).toBe('unresolved-expression');
  });

  it('takes U+FFFD from a file, which was decoded strictly', () => {
    expect(poison('a\uFFFDb', { source: 'file' })).toBeNull();
  });

  it('looks at a text of a megabyte that nearly matches in one go', () => {
    expect(poison('${{ '.repeat(260_000))).toBeNull();
    expect(oddities('{{ '.repeat(340_000))).toEqual(['surrounding-space']);
    expect(oddities(`{{${' '.repeat(1_000_000)}`)).toEqual(['surrounding-space']);
  });
});

describe('findOddities', () => {
  it('warns of a trailing newline from a variable, and from nothing else', () => {
    expect(oddities('secret\n')).toEqual(['trailing-newline']);
    expect(oddities('-----END CERTIFICATE-----\n', { source: 'file' })).toEqual([]);
    expect(oddities('secret\n', { source: 'read' })).toEqual([]);
  });

  it('warns of what Qovery will interpolate, unless the manifest turns that off', () => {
    expect(oddities('http://{{HOST}}/')).toEqual(['interpolated-value']);
    expect(oddities('http://{{ HOST }}/')).toEqual(['interpolated-value']);
    expect(oddities('{{HOST}}', { isInterpolated: false })).toEqual([]);
    expect(oddities('{"a":{"b":{}}}')).toEqual([]);
    expect(oddities('{{ .Values.x }}')).toEqual([]);
  });

  it('warns of a SOPS file that is taken as it is', () => {
    expect(oddities('a: ENC[AES256_GCM,data:x]\nsops: {}\n', { source: 'file' })).toEqual([
      'encrypted-content',
    ]);
  });
});
