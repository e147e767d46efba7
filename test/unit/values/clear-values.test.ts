import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ValueResolution } from '../../../src/model/value-reference.js';
import { createValueResolver } from '../../../src/values/resolver.js';
import { makeContext, makeFolder } from './make-context.js';
import { makeDeclared } from './make-declared.js';
import { encodeSops, makeKeyPair } from './sops/encoder.js';
import { list, map, str } from './sops/plain-tree.js';

const keys = await makeKeyPair();

/** `host` is plaintext, `secret` is encrypted. */
const encode = (macOnlyEncrypted: boolean): Promise<string> =>
  encodeSops([map(['secret', list(str('a'), str('b'))], ['host', str('db')])], {
    recipients: [keys.recipient],
    isEncrypted: ([key]) => key === 'secret',
    macOnlyEncrypted,
    metadata: { encrypted_regex: '^secret$' },
  });

interface Attempt {
  readonly text: string;
  readonly path: readonly (string | number)[];
  readonly allowUnauthenticated?: boolean;
  /** What a stand-in for the `sops` program prints. */
  readonly printed?: string;
}

const resolve = async ({ text, path, printed, ...more }: Attempt): Promise<ValueResolution> => {
  const root = makeFolder();
  writeFileSync(join(root, 'a.yaml'), text);
  mkdirSync(join(root, 'bin'));
  writeFileSync(join(root, 'bin/sops'), `#!/bin/sh\nprintf '%s' '${printed ?? ''}'\n`);
  chmodSync(join(root, 'bin/sops'), 0o755);
  const env = { PATH: `${root}/bin:/usr/bin:/bin`, SOPS_AGE_KEY: keys.secret };
  const resolver = createValueResolver(makeContext({ root, env, allowExec: printed !== undefined }));
  const read = { kind: 'sops', file: 'a.yaml', format: null } as const;
  return resolver.resolve(makeDeclared({ kind: 'read', read, source: null, path }, root, more));
};

const REFUSED = { kind: 'failed', refused: true, diagnostic: { severity: 'error', code: 'unauthenticated' } };

describe('plaintext in a SOPS file', () => {
  it('is refused if the MAC does not cover it, unless the manifest allows it', async () => {
    const text = await encode(true);
    expect(await resolve({ text, path: ['host'] })).toMatchObject(REFUSED);
    const changed = text.replace('"db"', '"evil"');
    expect(await resolve({ text: changed, path: ['host'] })).toMatchObject(REFUSED);
    const allowed = await resolve({ text, path: ['host'], allowUnauthenticated: true });
    expect(allowed).toMatchObject({ kind: 'resolved', warnings: [] });
    expect(await resolve({ text, path: ['secret', 1] })).toMatchObject({ kind: 'resolved', warnings: [] });
  });

  it('is a warning if the MAC covers it', async () => {
    const text = await encode(false);
    expect(await resolve({ text, path: ['host'] })).toMatchObject({
      kind: 'resolved',
      warnings: [{ severity: 'warning', code: 'clear-value' }],
    });
    expect(await resolve({ text, path: ['secret', 0] })).toMatchObject({ kind: 'resolved', warnings: [] });
  });

  it('counts as much if the sops program decrypts the file', async () => {
    const text = (await encode(true)).replace(/"age":\[[^\]]*\]/, '"kms":[{"arn":"x","enc":"x"}]');
    const printed = '{"secret":["a","b"],"host":"db","more":"x"}';
    expect(await resolve({ text, path: ['secret', 1], printed })).toMatchObject({ kind: 'resolved' });
    for (const key of ['host', 'more']) {
      expect(await resolve({ text, path: [key], printed })).toMatchObject(REFUSED);
    }
  });
});
