import { plan, type ValueSource } from 'qoverride';

const store = new Map([
  ['CHECKOUT_DATABASE_URL', 'postgres://replica'],
  ['WORKER_STRIPE_KEY', '***'],
]);

/** Reads from a store of your own what manifests name under `valueFrom: { env }`, and leaves the rest to the manifest. */
const valueSource: ValueSource = async ({ valueFrom }) =>
  valueFrom.kind === 'env' ? (store.get(valueFrom.name) ?? null) : null;

const { plan: planned, diagnostics } = await plan({
  token: process.env.QOVERY_API_TOKEN,
  key: process.env.QOVERRIDE_KEY,
  env: { QOVERY_API_URL: process.env.QOVERY_API_URL },
  valueSource,
});
// A value is opaque: however it is printed, it shows as `(sensitive)`.
for (const { secretKey, value } of planned.changes) console.log(`${secretKey}: ${String(value)}`);
for (const { code, message } of diagnostics) console.log(`${code}: ${message}`);
// → STRIPE_KEY: null
// → DATABASE_URL: (sensitive)
// → TLS_CERT: (sensitive)
// → STRIPE_KEY: null
// → masked-value: the environment variable WORKER_STRIPE_KEY is what a tool prints instead of a secret
// → env-not-set: the environment variable PRODUCTION_STRIPE_KEY is not set
