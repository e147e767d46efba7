import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import {
  buildPlan,
  createValueResolver,
  Failure,
  findRoot,
  listSecrets,
  loadManifests,
  parseKeyring,
  placeOverrides,
  systemClock,
  type Client,
  type Keyring,
  type Plan,
} from 'qoverride';

/** The key of this run; without one, a random one only knows what this run itself wrote. */
export const keyring: Keyring = parseKeyring({
  key: process.env.QOVERRIDE_KEY ?? null,
  oldKeys: null,
  randomKey: randomBytes(32).toString('base64url'),
});

/** Compares what a folder of manifests declares with what is live. */
export const makePlan = async (client: Client, cwd: string): Promise<Plan> => {
  const { manifests, diagnostics } = await loadManifests({ cwd });
  if (diagnostics.some(({ severity }) => severity === 'error')) {
    throw new Failure('invalid-manifests', 'the manifests have errors', { diagnostics });
  }
  const values = createValueResolver({
    env: process.env,
    root: await findRoot(cwd),
    homeDir: homedir(),
    clock: systemClock,
    kill: (id, signal) => process.kill(id, signal),
  });
  const placed = await placeOverrides(client, manifests.overrides);
  const listings = await listSecrets(
    client,
    placed.flatMap(({ scope }) => (scope.kind === 'found' ? [scope.scope] : [])),
  );
  const entries = await Promise.all(
    placed.map(async (one) => ({ ...one, value: await values.resolve(one.declared) })),
  );
  return buildPlan({ entries, listings, keyring });
};
