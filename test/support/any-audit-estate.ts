import fc from 'fast-check';
import type { SandboxSeed, SeedSecret } from '../../src/sandbox/seed/seed.js';

/** A world of two environments in one project, and which level wins at every service for every key that it sees. */
export interface AuditEstate {
  readonly seed: SandboxSeed;
  /** Level by address; what is not in it, no service sees. */
  readonly winners: Readonly<Record<string, string>>;
}

const KEYS = ['ALPHA', 'BETA', 'GAMMA'] as const;
const ENVIRONMENTS = ['production', 'staging'] as const;
const SERVICES = [
  ['checkout', 'APPLICATION'],
  ['chart', 'HELM'],
] as const;

/** What a level has for a key: nothing, a secret of its own, or an override of what is above (nothing where nothing is). */
type Presence = 'nothing' | 'own' | 'override';
const presence = fc.constantFrom<Presence>('nothing', 'nothing', 'own', 'override');

/** What each level has for one key: the project, then by environment, then by environment and service. */
const column = fc.record({
  project: fc.boolean(),
  environments: fc.tuple(presence, presence),
  services: fc.tuple(fc.tuple(presence, presence), fc.tuple(presence, presence)),
});
type Column = typeof column extends fc.Arbitrary<infer Value> ? Value : never;

/** An override of nothing is nothing. */
const settle = (wanted: Presence, isAbove: boolean): Presence =>
  wanted === 'override' && !isAbove ? 'nothing' : wanted;

const secretOf = (key: string, state: Presence): readonly SeedSecret[] =>
  state === 'nothing'
    ? []
    : [{ key, value: 'value-of-nobody', ...(state === 'override' ? { overrides: true } : {}) }];

interface Settled {
  readonly key: string;
  readonly project: boolean;
  readonly environments: readonly { readonly own: Presence; readonly services: readonly Presence[] }[];
}

const settleColumn = (key: string, { project, environments, services }: Column): Settled => ({
  key,
  project,
  environments: environments.map((wanted, index) => {
    const own = settle(wanted, project);
    const isAbove = project || own === 'own';
    return { own, services: (services[index] ?? []).map((state) => settle(state, isAbove)) };
  }),
});

/** Any world of that shape; `overriddenInList` as the API may have it. */
export const anyAuditEstate: fc.Arbitrary<AuditEstate> = fc
  .record({
    columns: fc.tuple(column, column, column),
    overriddenInList: fc.constantFrom('listed' as const, 'hidden' as const),
  })
  .map(({ columns, overriddenInList }) => {
    const settled = columns.map((one, index) => settleColumn(KEYS[index] ?? 'ALPHA', one));
    return { seed: { ...seedOf(settled), assumptions: { overriddenInList } }, winners: winnersOf(settled) };
  });

const seedOf = (settled: readonly Settled[]): SandboxSeed => ({
  organizations: [
    {
      name: 'Acme',
      projects: [
        {
          name: 'shop',
          secrets: settled.flatMap(({ key, project }) => secretOf(key, project ? 'own' : 'nothing')),
          environments: ENVIRONMENTS.map((name, index) => ({
            name,
            secrets: settled.flatMap(({ key, environments }) =>
              secretOf(key, environments[index]?.own ?? 'nothing'),
            ),
            services: SERVICES.map(([service, type], place) => ({
              name: service,
              type,
              secrets: settled.flatMap(({ key, environments }) =>
                secretOf(key, environments[index]?.services[place] ?? 'nothing'),
              ),
            })),
          })),
        },
      ],
    },
  ],
});

/** The lowest level that has the key, as Qovery resolves it. */
const winnersOf = (settled: readonly Settled[]): AuditEstate['winners'] =>
  Object.fromEntries(
    settled.flatMap(({ key, project, environments }) =>
      environments.flatMap(({ own, services }, index) =>
        services.flatMap((state, place) => {
          const [name, type] = SERVICES[place] ?? SERVICES[0];
          const levels = [
            ...(state === 'nothing' ? [] : [type]),
            ...(own === 'nothing' ? [] : ['ENVIRONMENT']),
            ...(project ? ['PROJECT'] : []),
          ];
          const [winner] = levels;
          const address = `shop/${ENVIRONMENTS[index] ?? ''}/${type.toLowerCase()}/${name}/${key}`;
          return winner === undefined ? [] : [[address, winner]];
        }),
      ),
    ),
  );
