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
