import { makeCanary } from '../../support/leaks.js';

/** Code of a finding → entries of a manifest, less what all have in common. */
export type Cases = Readonly<Record<string, readonly object[]>>;

/** A secret that somebody gave to a command as an argument. */
export const ARGUMENT = makeCanary();

const sh = (script: string, more: object = {}): object => ({
  valueFrom: { exec: { command: ['sh', '-c', `cd ..; ${script}`], ...more } },
});
const vault = (path: string, field = 'token'): object => ({
  valueFrom: { vault: { mount: 'kv', path, field } },
});
const sops = (file: string, ...path: readonly (string | number)[]): object => ({
  valueFrom: { sops: { file: `../${file}`, ...(path.length === 0 ? {} : { path }) } },
});

/** What is wrong with each value: the code that must be reported → manifest entries, each with a value in reach. */
export const FAILURES: Cases = {
  'exec-failed': [
    sh('cat store/all; cat store/all >&2; base64 < store/value >&2; base64 < store/all >&2; exit 3'),
    sh('cat store/value; kill -9 $$'),
    sh('printf "postgres://shop:%s@db" "$(cat store/value)"; cat store/value >&2; exit 4'),
    sops('secrets/fails.pgp.yaml', 'a'),
  ],
  'exec-not-found': [{ valueFrom: { exec: { command: ['/nowhere/op', '--password', ARGUMENT] } } }],
  'exec-timeout': [sh('cat store/value; cat store/value >&2; exec sleep 30', { timeout: '300ms' })],
  'exec-output': [sh('yes "$(cat store/all)"')],
  'invalid-document': [
    sh('printf "a: ["; cat store/value', { format: 'yaml', path: ['a'] }),
    sh('printf "a: !!tag "; cat store/value', { format: 'yaml', path: ['a'] }),
    sh('printf "a: *"; cat store/value', { format: 'yaml', path: ['a'] }),
    sh('printf "{\\"a\\": "; cat store/value', { format: 'json', path: ['a'] }),
    sh('cat store/value', { format: 'json', path: ['a'] }),
    sh('printf "A=\\""; cat store/lines', { format: 'dotenv', path: ['A'] }),
    sh('printf "A="; cat store/value; printf "\\nA=2"', { format: 'dotenv', path: ['A'] }),
    sops('secrets/broken.pgp.yaml', 'a'),
  ],
  'path-not-found': [
    sh('cat store/tree.json', { format: 'json', path: ['other', 'x'] }),
    sh('cat store/tree.json', { format: 'json', path: ['outer', 'list', 7] }),
    sh('cat store/tree.json', { format: 'json', path: ['outer', 'inner', 'deeper'] }),
    vault('shop', 'missing'),
  ],
  'not-a-string': [
    sh('cat store/tree.json', { format: 'json', path: ['outer'] }),
    sh('cat store/tree.json', { format: 'json', path: ['outer', 'list'] }),
  ],
  'nul-byte': [sh('cat store/value; printf "\\000"; cat store/value')],
  'invalid-utf8': [
    sh('cat store/value; printf "\\377"; cat store/value'),
    { valueFrom: { file: { path: '../store/broken.bin' } } },
  ],
  'unresolved-expression': [sh('printf "\\${{ "; cat store/value; printf " }}"')],
  'unresolved-reference': [sh('printf "ref+vault://"; cat store/value')],
  'missing-value': [sh('printf "<no value>"; cat store/value')],
  'masked-value': [sh('printf "postgres://app:***@db/"; cat store/value')],
  'wrong-content': [sh('printf "<!DOCTYPE html>"; cat store/lines')],
  'terminal-codes': [sh('printf "\\033[32m"; cat store/value')],
  'merge-conflict': [sh('printf "<<<<<<< HEAD\\n"; cat store/lines; printf "\\n=======\\n>>>>>>> x"')],
  'encrypted-value': [sh('printf "ENC["; cat store/value; printf "]"')],
  'sops-no-key': [sops('secrets/foreign.pgp.yaml', 'a')],
  'sops-not-json': [sops('secrets/infinite.pgp.yaml', 'a')],
  'no-matching-identity': [sops('secrets/other.enc.yaml', 'a')],
  'vault-denied': [vault('denied')],
  'vault-deleted': [vault('deleted')],
  'vault-sealed': [vault('sealed')],
  'vault-redirect': [vault('moved')],
  'vault-bad-answer': [vault('html'), vault('cut'), vault('v1')],
  'vault-failed': [vault('teapot')],
  'env-not-set': [{ valueFrom: { env: 'SHOP_VALUES' } }],
};

/** The same for those that end the run before any request. */
export const REFUSALS: Cases = {
  'mac-mismatch': [sops('secrets/cut.enc.yaml', 'a')],
  'plaintext-leaf': [sops('secrets/planted.enc.yaml', 'a')],
  'bad-ciphertext': [sops('secrets/retyped.enc.yaml', 'a'), sops('secrets/renamed.enc.yaml', 'b')],
  'sops-altered': [sops('secrets/altered.pgp.yaml', 'a')],
  'no-sops-metadata': [sops('store/tree.json', 'outer')],
  'invalid-yaml': [sops('store/broken.yaml', 'a')],
};

/** An entry of its own for each value, under a key that tells what must be said of it. */
export const entriesOf = (cases: Cases): Readonly<Record<string, object>> =>
  Object.fromEntries(
    Object.entries(cases).flatMap(([code, entries]) =>
      entries.map((entry, index) => [`${code.replaceAll('-', '_').toUpperCase()}_${index}`, entry]),
    ),
  );

/** Stands in for the `sops` program on PATH: what it prints depends on the name of the file. */
export const FAKE_SOPS = `#!/bin/sh
for file; do :; done
store="$(dirname "$0")/../store"
cat "$store/all" >&2
case "$file" in
  *fails*) cat "$store/all"; exit 1 ;;
  *foreign*) cat "$store/all"; exit 128 ;;
  *infinite*) cat "$store/all"; exit 4 ;;
  *altered*) cat "$store/all"; exit 51 ;;
  *) printf '{"a": "\\n'; cat "$store/all" ;;
esac
`;

/** A file that only the `sops` program can open. */
export const PGP_FILE = [
  'a: ENC[AES256_GCM,data:aa,iv:aa,tag:aa,type:str]',
  'sops:',
  '  pgp: [{ fp: 0123456789ABCDEF, enc: x }]',
  '  lastmodified: "2026-02-03T04:05:06Z"',
  '  mac: ENC[AES256_GCM,data:aa,iv:aa,tag:aa,type:str]',
  '  version: 3.9.0',
  '',
].join('\n');
