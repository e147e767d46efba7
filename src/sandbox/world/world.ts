import type { SecretValue } from '../../model/secret-value.js';
import type { SandboxServiceType } from './service-types.js';

/** Where a secret can hang: on a service, an environment or a project, or on an environment as one that Qovery made. */
export type SecretScope = 'BUILT_IN' | 'PROJECT' | 'ENVIRONMENT' | SandboxServiceType;

/** What an environment is for, as the API spells it. */
export type EnvironmentMode = 'DEVELOPMENT' | 'PREVIEW' | 'PRODUCTION' | 'STAGING';

/** What every stored thing has. Times in milliseconds since 1970. */
interface Stored {
  /** UUID. */
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  /** Null where it was never edited. */
  readonly updatedAt: number | null;
}

export interface Organization extends Stored {
  readonly description: string | null;
  readonly plan: string;
}

export interface Project extends Stored {
  readonly organizationId: string;
  readonly description: string | null;
}

export interface Environment extends Stored {
  readonly projectId: string;
  readonly mode: EnvironmentMode;
  readonly clusterId: string;
}

export interface Service extends Stored {
  readonly environmentId: string;
  readonly type: SandboxServiceType;
  readonly description: string;
  /** For jobs only. */
  readonly jobType: 'CRON' | 'LIFECYCLE' | null;
  /** Oldest first; none where it was never deployed. */
  readonly deployments: readonly Deployment[];
  /** Whether every deployment from now on fails at its end. */
  readonly deploymentFails: boolean;
  /** Whether it is stopped, until it is deployed again. */
  readonly isStopped: boolean;
}

/** A deployment of a service, which waits for those of its environment that were asked for before it. */
export interface Deployment {
  /** UUID of the request. */
  readonly requestId: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly fails: boolean;
}

/** A secret, or a plain variable, at one scope. */
export interface StoredSecret {
  /** UUID. */
  readonly id: string;
  /** Its name. */
  readonly key: string;
  /** Its level. */
  readonly scope: SecretScope;
  /** UUID of the service, environment or project it hangs on. */
  readonly parentId: string;
  /** False for a plain variable. */
  readonly isSecret: boolean;
  /** What it holds. */
  readonly value: SecretValue;
  /** Where the file is mounted; null unless it is a file. */
  readonly mountPath: string | null;
  /** A `variable_type` that was seeded; null where it follows from the rest. */
  readonly variableType: string | null;
  /** UUID of the secret it overrides; null when it is not an override. */
  readonly overrides: string | null;
  /** UUID of the secret it is an alias of; null when it is not an alias. */
  readonly aliasOf: string | null;
  /** Whole, marker included; null where there is none. */
  readonly description: string | null;
  /** Null where it was never said. */
  readonly enableInterpolationInFile: boolean | null;
  /** System that owns it; null where it was never said. */
  readonly ownedBy: string | null;
  /** Milliseconds since 1970 by the sandbox's time. */
  readonly createdAt: number;
  /** Likewise; null where it was never edited. */
  readonly updatedAt: number | null;
}

/** Everything the sandbox holds, by UUID. The one mutable thing in it: records are replaced, never changed. */
export interface World {
  readonly organizations: Map<string, Organization>;
  readonly projects: Map<string, Project>;
  readonly environments: Map<string, Environment>;
  readonly services: Map<string, Service>;
  readonly secrets: Map<string, StoredSecret>;
  /** UUIDs of the secrets that hang on a service, environment or project. */
  readonly secretsOf: Map<string, Set<string>>;
}

/** Makes a world with nothing in it. */
export const emptyWorld = (): World => ({
  organizations: new Map(),
  projects: new Map(),
  environments: new Map(),
  services: new Map(),
  secrets: new Map(),
  secretsOf: new Map(),
});

/** Stores a secret, new or edited. */
export const putSecret = (world: World, secret: StoredSecret): StoredSecret => {
  world.secrets.set(secret.id, secret);
  const siblings = world.secretsOf.get(secret.parentId);
  if (siblings === undefined) world.secretsOf.set(secret.parentId, new Set([secret.id]));
  else siblings.add(secret.id);
  return secret;
};

/** Removes a secret; its overrides and aliases are for the caller to remove. */
export const dropSecret = (world: World, secret: StoredSecret): void => {
  world.secrets.delete(secret.id);
  world.secretsOf.get(secret.parentId)?.delete(secret.id);
};

/** Everything that hangs on one service, environment or project, oldest first. */
export const secretsAt = (world: World, parentId: string): readonly StoredSecret[] =>
  [...(world.secretsOf.get(parentId) ?? [])].flatMap((id) => world.secrets.get(id) ?? []);
