import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ValueContext } from '../../../../src/values/context.js';
import { readSops } from '../../../../src/values/sources/sops-file.js';
import type { SopsFormat } from '../../../../src/model/value-reference.js';
import { findLeaks } from '../find-leaks.js';
import { makeContext, makeFolder } from '../make-context.js';
import { encodeSops, makeKeyPair } from '../sops/encoder.js';
import { map, str } from '../sops/plain-tree.js';

const DOCUMENT = map(['stripe', map(['key', str('hunter2')])]);
const keys = await makeKeyPair();
const encrypted = await encodeSops([DOCUMENT], { recipients: [keys.recipient] });
/** The same file, encrypted to a key service instead. */
const foreign = encrypted.replace(
  /"age":\[[^\]]*\]/,
  '"kms":[{"arn":"arn:aws:kms:eu-west-1:1:key/1","enc":"AQICAH"}]',
);

interface Attempt {
  readonly text?: string;
  readonly name?: string;
  readonly format?: SopsFormat;
  readonly identities?: typeof keys.identities;
  readonly unusable?: readonly string[];
  readonly forProgram?: readonly string[];
  /** What a stand-in for the `sops` program does, as a shell script; it writes its arguments to `arguments`. */
  readonly program?: string;
  readonly context?: Partial<ValueContext>;
}

const attempt = async (options: Attempt) => {
  const root = makeFolder();
  const name = options.name ?? 'secrets.enc.yaml';
  const text = options.text ?? foreign;
  writeFileSync(join(root, name), text);
  mkdirSync(join(root, 'bin'));
  if (options.program !== undefined) {
    const script = `#!/bin/sh\nprintf '%s\\n' "$@" > ${root}/arguments\n${options.program}\n`;
    writeFileSync(join(root, 'bin/sops'), script);
    chmodSync(join(root, 'bin/sops'), 0o755);
  }
  const lines: string[] = [];
  const outcome = await readSops(
    { bytes: Buffer.from(text), real: join(root, name), shown: name, format: options.format ?? null },
    {
      identities: options.identities ?? [],
      unusable: options.unusable ?? [],
      forProgram: options.forProgram ?? [],
    },
    makeContext({
      root,
      allowExec: options.program !== undefined,
      env: { PATH: `${root}/bin:/usr/bin:/bin`, QOVERRIDE_KEY: 'hunter2', SOPS_AGE_KEY: 'kept' },
      debug: (line) => lines.push(line),
      ...options.context,
    }),
  );
  const given = existsSync(join(root, 'arguments')) ? readFileSync(join(root, 'arguments'), 'utf8') : null;
  return { outcome, lines, given, root };
};

describe('readSops', () => {
  it('decrypts with an age identity, without the program', async () => {
    const { outcome, given } = await attempt({
      text: encrypted,
      identities: keys.identities,
      program: 'exit 1',
    });
    expect(outcome).toEqual({
      kind: 'ok',
      value: {
        kind: 'map',
        entries: new Map([
          ['stripe', { kind: 'map', entries: new Map([['key', { kind: 'scalar', text: 'hunter2' }]]) }],
        ]),
      },
    });
    expect(given).toBeNull();
  });

  it('says that no key fits, and which key could not be used', async () => {
    const { outcome } = await attempt({ text: encrypted, unusable: ['line 3 of SOPS_AGE_KEY'] });
    expect(outcome).toMatchObject({
      problem: {
        code: 'no-matching-identity',
        refused: false,
        message: expect.stringMatching(/^secrets\.enc\.yaml: /),
        hint: 'not usable as an age key: line 3 of SOPS_AGE_KEY',
      },
    });
  });

  it('refuses an altered file', async () => {
    const { outcome } = await attempt({
      text: encrypted.replace('"stripe"', '"stripes"'),
      identities: keys.identities,
    });
    expect(outcome).toMatchObject({ problem: { refused: true } });
    expect(findLeaks(outcome, 'hunter2')).toEqual([]);
  });

  it('asks no key service unless commands are allowed', async () => {
    const { outcome, given } = await attempt({ program: 'echo {}', context: { allowExec: false } });
    expect(outcome).toMatchObject({ problem: { code: 'sops-needs-program', refused: true } });
    expect(given).toBeNull();
  });

  it('says that the program is missing', async () => {
    const { outcome } = await attempt({ context: { allowExec: true } });
    expect(outcome).toMatchObject({
      problem: { code: 'exec-not-found', message: 'the program sops was not found' },
    });
  });

  it('runs the program on the file, with the keys of sops and without ours, and reads its JSON', async () => {
    const { outcome, given, root } = await attempt({
      program: `printf '{"stripe": {"key": "%s%s", "n": 1.50}}' "$SOPS_AGE_KEY" "$QOVERRIDE_KEY"`,
    });
    expect(given).toBe(`--decrypt\n--output-type\njson\n${root}/secrets.enc.yaml\n`);
    expect(outcome).toMatchObject({
      value: {
        entries: new Map([
          [
            'stripe',
            {
              kind: 'map',
              entries: new Map([
                ['key', { kind: 'scalar', text: 'kept' }],
                ['n', { kind: 'scalar', text: '1.50' }],
              ]),
            },
          ],
        ]),
      },
    });
  });

  it('takes what is in a binary file as it is, newline and all', async () => {
    const binary = JSON.stringify({
      data: 'ENC[AES256_GCM,data:x]',
      sops: { pgp: [{ fp: 'A', enc: 'x' }], mac: 'x', lastmodified: 'x', version: '3' },
    });
    const { outcome, given } = await attempt({
      text: binary,
      name: 'cert.pem.enc',
      format: 'binary',
      program: "printf 'line one\\nline two\\n'",
    });
    expect(given).toMatch(/^--decrypt\n--input-type\nbinary\n--output-type\nbinary\n/);
    expect(outcome).toEqual({ kind: 'ok', value: { kind: 'scalar', text: 'line one\nline two\n' } });
  });

  it.each([
    ['exit 128', 'sops-no-key', false],
    ['exit 51', 'sops-altered', true],
    ['exit 25', 'sops-altered', true],
    ['exit 4', 'sops-not-json', false],
    ['exit 1', 'exec-failed', false],
    ['echo not json', 'invalid-document', false],
  ])('explains a program that does: %s', async (program, code, refused) => {
    const { outcome, lines } = await attempt({
      program: `echo hunter2; echo hunter2 >&2; ${program}`,
    });
    expect(outcome).toMatchObject({ problem: { code, refused } });
    expect(findLeaks([outcome, lines], 'hunter2')).toEqual([]);
  });
});
