import { isRecord, parseJson, readText } from '../../text/json.js';
import { miss, succeed, type Outcome } from '../outcome.js';
import { explainFault, explainRefusal, isMissingNamespace, noMount } from './answers.js';
import type { VaultClient } from './client.js';
import { mountPath, type KvVersion } from './paths.js';
import type { Attempt } from '../../http/http-client.js';

/** Which version of KV a mount has; null where Vault does not say. */
export type MountVersion = KvVersion | null;

/** Finds out which version of KV a mount has, with one request for each mount in a run. */
export type FindVersion = (mount: string) => Promise<Outcome<MountVersion>>;

/** Makes what finds versions; `ask` sends a GET with the token of the run. */
export const createMountFinder = (
  client: VaultClient,
  ask: (path: string) => Promise<Outcome<Attempt>>,
): FindVersion => {
  const known = new Map<string, Promise<Outcome<MountVersion>>>();
  return (mount) => {
    const found = known.get(mount) ?? findVersion(mount, client, ask);
    known.set(mount, found);
    return found;
  };
};

const findVersion = async (
  mount: string,
  client: VaultClient,
  ask: (path: string) => Promise<Outcome<Attempt>>,
): Promise<Outcome<MountVersion>> => {
  const asked = await ask(mountPath(mount));
  if (asked.kind === 'problem') return asked;
  const attempt = asked.value;
  if (attempt.kind === 'fault') return explainFault(attempt.fault, client);
  if (attempt.status === 200) return readMount(attempt.body, mount, client.host);
  // A token that may read nothing in a mount cannot learn whether there is one: the secret itself is asked for, and shows more.
  if (attempt.status === 403 && attempt.body.includes('preflight capability check')) return succeed(null);
  if (attempt.status === 404 && !isMissingNamespace(attempt.body)) return succeed(null);
  return explainRefusal(attempt, `the mount ${mount}`, client.host);
};

const readMount = (body: Buffer, mount: string, host: string): Outcome<MountVersion> => {
  const answer = parseJson(body.toString('utf8'));
  const data = isRecord(answer) && isRecord(answer['data']) ? answer['data'] : {};
  const [path, type] = [readText(data, 'path'), readText(data, 'type')];
  if (path === null || type === null) {
    return miss(
      'vault-bad-answer',
      `the answer from Vault at ${host} does not describe the mount ${mount}`,
      'check VAULT_ADDR; or write `kvVersion` in the manifest, which saves the question',
    );
  }
  if (path !== `${mount}/`) return explainOtherMount(mount, path);
  if (type !== 'kv' && type !== 'generic') {
    return miss(
      'vault-not-kv',
      `the mount ${mount} is not a KV engine`,
      '`vault secrets list` shows the type of each mount',
    );
  }
  return succeed(isRecord(data['options']) && data['options']['version'] === '2' ? 2 : 1);
};

/** The mount of a path may be a shorter one; only what the manifest wrote itself is repeated. */
const explainOtherMount = (mount: string, path: string): Outcome<never> => {
  const inner = path.replace(/\/$/, '');
  return mount.startsWith(`${inner}/`)
    ? noMount(mount, `write mount: ${inner}, and begin the path with ${mount.slice(inner.length + 1)}/`)
    : noMount(mount);
};
