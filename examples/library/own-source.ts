import { createValueResolver, findRoot, loadManifests, systemClock } from 'qoverride';

/** Stands for a secret store of your own: what is in it goes by the names that manifests say under `valueFrom: { env }`. */
const readStore = async (): Promise<Readonly<Record<string, string>>> => ({
  CHECKOUT_DATABASE_URL: 'postgres://replica',
  WORKER_STRIPE_KEY: '***',
});

const cwd = process.cwd();
const values = createValueResolver({
  env: await readStore(),
  root: await findRoot(cwd),
  homeDir: cwd,
  clock: systemClock,
  kill: (id, signal) => process.kill(id, signal),
});
const { manifests } = await loadManifests({ cwd });
for (const declared of manifests.overrides) {
  const found = await values.resolve(declared);
  // A value is opaque: however it is printed, it shows as `(sensitive)`.
  if (found.kind === 'resolved') console.log(`${declared.secret}: ${String(found.value)}`);
  if (found.kind === 'failed') console.log(`${declared.secret}: ${found.diagnostic.message}`);
}
// → DATABASE_URL: (sensitive)
// → TLS_CERT: (sensitive)
// → STRIPE_KEY: the environment variable WORKER_STRIPE_KEY is what a tool prints instead of a secret
// → STRIPE_KEY: the environment variable PRODUCTION_STRIPE_KEY is not set
