import { apply, plan } from 'qoverride';

const options = { token: process.env.QOVERY_API_TOKEN, key: process.env.QOVERRIDE_KEY, env: process.env };
const planned = await plan(options);
for (const { action, address } of planned.plan.changes) console.log(action, address);
const { outcomes, isComplete } = await apply({ ...options, savedPlan: planned.toSavedPlan() });
for (const { outcome, change } of outcomes) console.log(outcome, change.address);
process.exitCode = isComplete ? 0 : 1;
// → create shop/production/STRIPE_KEY
// → create shop/production/application/checkout/DATABASE_URL
// → create shop/production/application/checkout/TLS_CERT
// → update shop/production/container/worker/STRIPE_KEY
// → applied shop/production/STRIPE_KEY
// → applied shop/production/application/checkout/DATABASE_URL
// → applied shop/production/application/checkout/TLS_CERT
// → applied shop/production/container/worker/STRIPE_KEY
