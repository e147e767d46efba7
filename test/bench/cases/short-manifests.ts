import { join } from 'node:path';
import { startSandbox } from '../../../src/index.js';
import { compare, interleave, type Bench } from '../harness/compare.js';
import { measure, type Measurement } from '../harness/measure.js';
import { BIN } from '../harness/paths.js';
import { writeFiles } from './validate/manifests.js';

const SERVICES = Array.from({ length: 1000 }, (_, index) => `app-${String(index)}`);
const SECRETS = Array.from({ length: 10 }, (_, index) => `SECRET_${String(index)}`);

const HEAD = 'version: 1\norganization: Acme\nproject: shop\nenvironment: production\noverrides:\n';

/** The same 10,000 overrides, in entries of their own and in one. */
const MANIFESTS: Readonly<Record<'long' | 'short', string>> = {
  long:
    HEAD +
    SERVICES.flatMap((service) =>
      SECRETS.map(
        (secret) => `  - { application: ${service}, secret: ${secret}, valueFrom: { env: VALUE } }\n`,
      ),
    ).join(''),
  short: `${HEAD}  - services: { match: 'app-*' }\n    secrets: [${SECRETS.join(', ')}]\n    valueFrom: { env: VALUE }\n`,
};

/** What a plan from a short manifest costs, against the same overrides written out. */
export const shortManifests: Bench = {
  name: 'short-manifests',
  run: async () => {
    const sandbox = await startSandbox({
      limit: 10_000_000,
      seed: {
        organizations: [
          {
            name: 'Acme',
            projects: [
              {
                name: 'shop',
                environments: [
                  {
                    name: 'production',
                    secrets: SECRETS.map((key) => ({ key, value: 'above' })),
                    services: SERVICES.map((name) => ({ name, type: 'APPLICATION' as const })),
                  },
                ],
              },
            ],
          },
        ],
      },
    });
    const folder = writeFiles({ 'long.yaml': MANIFESTS.long, 'short.yaml': MANIFESTS.short });
    const plan = (file: keyof typeof MANIFESTS): Promise<Measurement> =>
      measure({
        command: ['node', BIN, 'plan', join(folder.path, `${file}.yaml`), '--parallelism', '25'],
        env: { QOVERY_API_URL: sandbox.url, QOVERY_API_TOKEN: 'any', VALUE: 'a value' },
      });
    const runs = await interleave(7, { long: () => plan('long'), short: () => plan('short') });
    folder.remove();
    await sandbox.close();
    return [compare('CPU', 1, ['plan of 10000 from one entry', runs.short], ['10000 entries', runs.long])];
  },
};
