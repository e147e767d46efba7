import { applyChanges, checkApply, createOperation, createWriter, systemClock } from 'qoverride';
import { connect } from './connect.js';
import { keyring, makePlan } from './make-plan.js';

const client = connect();
const plan = await makePlan(client, process.cwd());
checkApply(plan, keyring);
const outcomes = await applyChanges({
  changes: plan.changes,
  writer: createWriter(client),
  operationOf: (change) => createOperation(change, keyring),
  clock: systemClock,
});
for (const { change, outcome, error } of outcomes) {
  console.log(`${outcome}: ${error?.message ?? change.address}`);
}
// → applied: shop/production/STRIPE_KEY
// → applied: shop/production/application/checkout/DATABASE_URL
// → applied: shop/production/application/checkout/TLS_CERT
// → applied: shop/production/container/worker/STRIPE_KEY
process.exitCode = outcomes.every(({ error }) => error === null) ? 0 : 1;
