import { randomUUID } from 'node:crypto';
import {
  createClient,
  listSecrets,
  findEnvironments,
  SecretValue,
  startSandbox,
  systemClock,
} from 'qoverride';

const sandbox = await startSandbox({
  clock: systemClock,
  newId: randomUUID,
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
const client = createClient({
  apiUrl: sandbox.url,
  token: new SecretValue('any'),
  userAgent: 'qoverride/1 (a test)',
  env: {},
  clock: systemClock,
  random: Math.random,
});
const wanted = { organization: 'Acme', project: 'shop', environment: 'production' };
const [production] = await findEnvironments(client, wanted);
const listings = await listSecrets(client, production?.services ?? []);
for (const { kind } of listings.values()) console.log(kind); // → read
for (const { method, path, status } of sandbox.requests) console.log(method, path.split('/').pop(), status);
// → GET organization 200
// → GET services 200
// → GET secret 503
// → GET secret 200
await sandbox.close();
