import { audit, isDrift } from 'qoverride';

const { audit: found, requests } = await audit({
  token: process.env.QOVERY_API_TOKEN,
  env: process.env,
  project: 'shop',
});
for (const cell of found.cells) {
  console.log(`${isDrift(cell) ? 'look at' : 'fine'}: ${cell.address} is ${cell.verdict}`);
}
console.log(`${requests.made} requests`);
// → fine: shop/production/application/checkout/STRIPE_KEY is inherited
// → look at: shop/production/container/worker/STRIPE_KEY is unmanaged
// → fine: shop/production/job/reports/STRIPE_KEY is inherited
// → 5 requests
