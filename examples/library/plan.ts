import { createPaint, renderDiagnostics, renderPlanText } from 'qoverride';
import { connect } from './connect.js';
import { keyring, makePlan } from './make-plan.js';

const client = connect();
const plan = await makePlan(client, process.cwd());
const paint = createPaint(process.stderr.isTTY);
const { create, update } = plan.summary;
const text = renderPlanText({
  plan,
  usage: client.usage(),
  toApply: create + update,
  valuesEvaluated: true,
  hasKey: keyring.hasKey,
  skipBlocked: false,
  paint,
});
console.error(text, renderDiagnostics(plan.diagnostics, paint));
for (const { action, reason, address } of plan.changes) console.log(action, reason, address);
// → create missing shop/production/STRIPE_KEY
// → create missing shop/production/application/checkout/DATABASE_URL
// → create missing shop/production/application/checkout/TLS_CERT
// → update adopt shop/production/container/worker/STRIPE_KEY
