import type {
  SandboxSeed,
  SeedEnvironment,
  SeedProject,
  SeedSecret,
  SeedService,
} from '../../../src/sandbox/seed/seed.js';
import { ENVIRONMENT_ID, ORGANIZATION_ID, PROJECT_ID } from './scopes.js';

/** Secrets of a seed; a bare key stands for a secret with some value. */
export type SeedSecrets = readonly (SeedSecret | string)[];

/** What a seed holds around production of shop, which belongs to Acme; all of it is optional. */
export interface SeedParts extends Omit<SandboxSeed, 'organizations'> {
  /** Whether Acme, shop and production have the ids of the scopes in these worlds, not ids that follow from names. Default: true. */
  readonly hasIds?: boolean;
  /** Secrets of the project. */
  readonly shop?: SeedSecrets;
  /** Secrets of the environment. */
  readonly production?: SeedSecrets;
  /** Secrets that Qovery itself makes in the environment. */
  readonly builtIn?: readonly SeedSecret[];
  /** Services of the environment. */
  readonly services?: readonly SeedService[];
  /** More environments of the project. */
  readonly environments?: readonly SeedEnvironment[];
  /** More projects of the organization. */
  readonly projects?: readonly SeedProject[];
}

/** Seeds a sandbox with production of shop. */
export const seedShop = ({
  hasIds = true,
  shop = [],
  production = [],
  builtIn = [],
  services = [],
  environments = [],
  projects = [],
  ...rest
}: SeedParts): SandboxSeed => ({
  ...rest,
  organizations: [
    {
      name: 'Acme',
      ...(hasIds ? { id: ORGANIZATION_ID } : {}),
      projects: [
        {
          name: 'shop',
          ...(hasIds ? { id: PROJECT_ID } : {}),
          secrets: shop.map(toSecret),
          environments: [
            {
              name: 'production',
              ...(hasIds ? { id: ENVIRONMENT_ID } : {}),
              secrets: production.map(toSecret),
              builtIn,
              services,
            },
            ...environments,
          ],
        },
        ...projects,
      ],
    },
  ],
});

/** A service called checkout, which many tests override secrets of. */
export const seedCheckout = (secrets: readonly SeedSecret[] = []): SeedService => ({
  name: 'checkout',
  type: 'APPLICATION',
  secrets,
});

const toSecret = (secret: SeedSecret | string): SeedSecret =>
  typeof secret === 'string' ? { key: secret, value: 'value-from-above' } : secret;
