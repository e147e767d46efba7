import { buildAudit, findEnvironments, isDrift, listSecrets, spreadOut } from 'qoverride';
import { connect } from './connect.js';
import { keyring } from './make-plan.js';

const client = connect();
const wanted = { organization: 'Acme', project: 'shop', environment: null };
const range = spreadOut(await findEnvironments(client, wanted));
// What a service inherits is in its own list, so that the environment and the project need none.
const listings = await listSecrets(client, range.services);
const audit = buildAudit({ ...range, listings, keyring, manifests: null });
for (const cell of audit.cells) {
  console.log(`${isDrift(cell) ? 'look at' : 'fine'}: ${cell.address} is ${cell.verdict}`);
}
// → fine: shop/production/application/checkout/STRIPE_KEY is inherited
// → look at: shop/production/container/worker/STRIPE_KEY is unmanaged
// → fine: shop/production/job/reports/STRIPE_KEY is inherited
