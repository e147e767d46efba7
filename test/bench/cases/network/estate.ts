import type { SandboxSeed } from '../../../../src/sandbox/seed/seed.js';
import { ORGANIZATION_ID } from '../../../support/worlds/scopes.js';
import { seedShop } from '../../../support/worlds/seeds.js';

/** What an estate is made of. */
export interface EstateSize {
  readonly services: number;
  /** Overrides that the manifests declare for each service. */
  readonly overrides: number;
  /** Secrets of the project, which every list repeats; at least as many as there are overrides for each service. */
  readonly inherited: number;
  /** Manifest files that the services are spread over. */
  readonly files: number;
  /** Whether every override is there already, by somebody else's hand. */
  readonly isPlanted: boolean;
}

/** One request of a job, as the floor repeats it. */
export interface FloorRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body: string | null;
}

/** An estate: what is live, what the manifests say, and the requests of the jobs on it, in phases of which each waits for the one before. */
export interface Estate {
  readonly seed: SandboxSeed;
  readonly manifests: readonly string[];
  readonly plan: readonly (readonly FloorRequest[])[];
  readonly apply: readonly (readonly FloorRequest[])[];
}

/** The value of every override, from an environment variable. */
export const VALUE = 'postgres://checkout:correct-horse-battery-staple@db.example.com:5432/checkout';

const STACK = 'storefront';

/** As long as those that are really written. */
const MARKER = `[qoverride:1:${STACK}:toxy00:Q7xk:mB2v0Zq1rT5sW8yA3dLk]`;

/** Makes an estate of one environment. */
export const makeEstate = (size: EstateSize): Estate => {
  const services = count(size.services).map((index) => ({ name: `service-${index}`, id: makeId(2, index) }));
  const secrets = count(size.inherited).map((index) => ({ key: `SECRET_${index}`, id: makeId(3, index) }));
  const overridden = secrets.slice(0, size.overrides);
  const planted = size.isPlanted
    ? overridden.map(({ key }) => ({ key, value: VALUE, description: 'Set by hand', overrides: true }))
    : [];
  const plan = [
    [read('/organization')],
    [read(`/organization/${ORGANIZATION_ID}/services`)],
    services.map(({ id }) => read(`/application/${id}/secret`)),
  ];
  const perFile = Math.ceil(size.services / size.files);
  return {
    seed: seedShop({
      shop: secrets.map((secret) => ({ ...secret, value: 'of the project' })),
      services: services.map((service) => ({
        ...service,
        type: 'APPLICATION',
        secrets: planted,
      })),
    }),
    manifests: count(size.files).map((index) =>
      writeManifest(
        services.slice(index * perFile, (index + 1) * perFile).map(({ name }) => name),
        overridden.map(({ key }) => key),
      ),
    ),
    plan,
    apply: [
      ...plan,
      services.flatMap((service) =>
        overridden.map((secret) => ({
          method: 'POST',
          path: `/application/${service.id}/secret/${secret.id}/override`,
          body: JSON.stringify({ value: VALUE, description: MARKER }),
        })),
      ),
    ],
  };
};

const read = (path: string): FloorRequest => ({ method: 'GET', path, body: null });

const writeManifest = (services: readonly string[], keys: readonly string[]): string =>
  [
    'version: 1',
    `stack: ${STACK}`,
    'organization: Acme',
    'project: shop',
    'environment: production',
    'overrides:',
    ...services.flatMap((service) =>
      keys.flatMap((key) => [
        `  - application: ${service}`,
        `    secret: ${key}`,
        '    valueFrom: { env: VALUE }',
      ]),
    ),
    '',
  ].join('\n');

const count = (most: number): readonly number[] => Array.from({ length: most }, (_, index) => index);

const makeId = (kind: number, index: number): string =>
  `0000000${kind}-0000-4000-8000-${String(index).padStart(12, '0')}`;
