import { importOverrides } from 'qoverride';

const { files, variables } = await importOverrides({
  token: process.env.QOVERY_API_TOKEN,
  env: process.env,
  project: 'shop',
  stack: 'storefront',
});
for (const { text } of files) process.stdout.write(text.replaceAll(/^#.*\n/gm, ''));
for (const { name, address } of variables) console.log(`${name} is for ${address}`);
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
// → WORKER_STRIPE_KEY is for shop/production/container/worker/STRIPE_KEY
