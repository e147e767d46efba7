import {
  collectImport,
  composeManifest,
  draftDocuments,
  findEnvironments,
  isCredential,
  listSecrets,
  spreadOut,
} from 'qoverride';
import { connect } from './connect.js';

const client = connect();
const wanted = { organization: 'Acme', project: 'shop', environment: 'production' };
const environments = await findEnvironments(client, wanted);
const range = spreadOut(environments);
const listings = await listSecrets(client, range.services);
const { overrides } = collectImport({ ...range, listings, stack: 'storefront', declared: [] });
const { documents } = draftDocuments({
  overrides,
  environments: environments.map(({ environment }) => environment),
  services: range.services,
  organization: wanted.organization,
  byId: { project: false, environment: false },
  stack: 'storefront',
  avoid: { taken: new Set(), isCredential },
});
process.stdout.write(composeManifest(documents.map(({ draft }) => draft)));
// → version: 1
// → stack: storefront
// → organization: Acme
// → project: shop
// → environment: production
// → overrides:
// →   - container: worker
// →     secret: STRIPE_KEY
// →     valueFrom: { env: WORKER_STRIPE_KEY }
// →     description: Set in the console
