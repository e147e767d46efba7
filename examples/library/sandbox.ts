import { audit, startSandbox } from 'qoverride';

const sandbox = await startSandbox({
  seed: {
    organizations: [
      {
        name: 'Acme',
        projects: [
          {
            name: 'shop',
            secrets: [{ key: 'STRIPE_KEY', value: 'sk-project-wide' }],
            environments: [{ name: 'production', services: [{ name: 'checkout', type: 'APPLICATION' }] }],
          },
        ],
      },
    ],
  },
  faults: [{ kind: 'status', status: 503, path: '/application/*/secret', times: 1 }],
});
const { diagnostics } = await audit({ apiUrl: sandbox.url, token: 'any' });
console.log(`${diagnostics.length} findings`); // → 0 findings
for (const { method, path, status } of sandbox.requests) console.log(method, path.split('/').pop(), status);
// → GET organization 200
// → GET services 200
// → GET secret 503
// → GET secret 200
await sandbox.close();
