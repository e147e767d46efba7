import fc from 'fast-check';
import type { SandboxAssumptions } from '../../src/sandbox/world/assumptions.js';
import type {
  SandboxSeed,
  SeedEnvironment,
  SeedProject,
  SeedSecret,
  SeedService,
} from '../../src/sandbox/seed/seed.js';
import { hostileText } from '../unit/render/hostile.js';
import { uuidOf } from './worlds/index.js';

const TYPES = ['APPLICATION', 'CONTAINER', 'JOB', 'HELM', 'TERRAFORM', 'AGENTIC_WORKFLOW'] as const;

/** Names that make paths, variables, YAML or a manifest's own rules stumble, and some that are the same in all but a little. */
const ODD_NAMES = [
  'shop',
  'Shop',
  'shop/production',
  '..',
  '../../etc',
  '.hidden',
  'con',
  'node_modules',
  '- a: [b',
  'null',
  '1e3',
  '#',
  ' padded ',
  '   ',
  'x'.repeat(300),
  'é',
  '{project}',
  uuidOf(0xabc),
] as const;

const anyName = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...ODD_NAMES) },
  hostileText.filter((text) => text !== ''),
);

/** Among them the names of variables that no manifest may read, as a service and a key may make them up together. */
const anyKey = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('ALPHA', 'BETA', 'alpha', 'API_TOKEN', 'TOKEN', 'KEY') },
  anyName,
);

const anyServiceName = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('checkout', 'checkout', 'qovery', 'QOVERRIDE', 'github') },
  anyName,
);

const anyDescription = fc.option(
  fc.oneof(
    fc.constantFrom(
      'by hand',
      '',
      'x'.repeat(255),
      `${'😀'.repeat(96)}x😀`,
      '[qoverride:',
      'a [qoverride:1:x]',
    ),
    hostileText,
    fc.constant('ours [qoverride:1:storefront:toxy00:Q7xk:mB2v0Zq1rT5sW8yA3dLk]'),
    fc.constant('newer [qoverride:2:storefront:x]'),
  ),
  { nil: undefined },
);

const anySecret = fc.record({
  key: anyKey,
  kind: fc.constantFrom('override', 'override', 'override', 'own', 'alias'),
  description: anyDescription,
  ownedBy: fc.constantFrom('QOVERY', 'QOVERY', 'QOVERY', 'Doppler'),
  enableInterpolationInFile: fc.option(fc.boolean(), { nil: undefined }),
});
type AnySecret = typeof anySecret extends fc.Arbitrary<infer Secret> ? Secret : never;

const anySecrets = fc.uniqueArray(anySecret, { selector: ({ key }) => key, maxLength: 4 });

const anyService = fc.record({
  name: anyServiceName,
  type: fc.constantFrom(...TYPES),
  secrets: anySecrets,
});

const anyEnvironment = fc.record({
  name: fc.oneof({ weight: 2, arbitrary: fc.constantFrom('production', 'staging') }, anyName),
  secrets: anySecrets,
  services: fc.array(anyService, { maxLength: 3 }),
});

const anyProject = fc.record({
  name: fc.oneof({ weight: 2, arbitrary: fc.constantFrom('shop', 'blog') }, anyName),
  secrets: anySecrets,
  environments: fc.array(anyEnvironment, { minLength: 1, maxLength: 3 }),
});

/** What the API may be like without a difference to what there is to import. */
const anyAssumptions: fc.Arbitrary<Partial<SandboxAssumptions>> = fc.record({
  overrideType: fc.constantFrom('OVERRIDE', 'type-of-parent'),
  emptyFields: fc.constantFrom('by-route', 'absent', 'null'),
});

/** A world, and how many overrides are live in it. */
export interface LiveWorld {
  readonly seed: SandboxSeed;
  readonly overrides: number;
}

/** Any organization of projects and environments with overrides at every level, under names as hostile as they come. */
export const anyLiveWorld: fc.Arbitrary<LiveWorld> = fc
  .record({
    projects: fc.array(anyProject, { minLength: 1, maxLength: 2 }),
    assumptions: anyAssumptions,
  })
  .map(({ projects, assumptions }) => {
    let made = 0;
    const id = (): string => uuidOf((made += 1));
    let overrides = 0;
    const plant = (wanted: readonly AnySecret[], above: readonly string[]): readonly SeedSecret[] =>
      wanted.map(({ key, kind, description, ownedBy, enableInterpolationInFile }): SeedSecret => {
        const isBelow = above.includes(key);
        if (kind === 'override' && isBelow) overrides += 1;
        const link =
          kind === 'override' && isBelow
            ? { overrides: true }
            : kind === 'alias' && above[0] !== undefined
              ? { aliasOf: above[0] }
              : {};
        return {
          key,
          id: id(),
          value: 'a value that is live',
          ownedBy,
          ...(description === undefined ? {} : { description }),
          ...(enableInterpolationInFile === undefined ? {} : { enableInterpolationInFile }),
          ...link,
        };
      });
    const ownKeys = (secrets: readonly SeedSecret[]): readonly string[] =>
      secrets
        .filter((secret) => secret.overrides !== true && secret.aliasOf === undefined)
        .map(({ key }) => key);
    const seed: SandboxSeed = {
      assumptions,
      organizations: [
        {
          name: 'Acme',
          id: id(),
          projects: projects.map(({ name, secrets, environments }): SeedProject => {
            const atProject = plant(secrets, []);
            return {
              name,
              id: id(),
              secrets: atProject,
              environments: environments.map((environment): SeedEnvironment => {
                const above = ownKeys(atProject);
                const atEnvironment = plant(environment.secrets, above);
                const visible = [...new Set([...ownKeys(atEnvironment), ...above])];
                return {
                  name: environment.name,
                  id: id(),
                  secrets: atEnvironment,
                  services: environment.services.map((service): SeedService => ({
                    name: service.name,
                    id: id(),
                    type: service.type,
                    secrets: plant(service.secrets, visible),
                  })),
                };
              }),
            };
          }),
        },
      ],
    };
    return { seed, overrides };
  });
