import type { SecretValue } from '../../model/secret-value.js';
import type { SandboxServiceType } from './service-types.js';

/**
 * The scopes of secrets. `BUILT_IN` secrets were created by Qovery and belong to an environment.
 *
 * @inline
 */
export type SecretScope = 'BUILT_IN' | 'PROJECT' | 'ENVIRONMENT' | SandboxServiceType;

/**
 * The mode of an environment, as the API spells it.
 *
 * @inline
 */
export type EnvironmentMode = 'DEVELOPMENT' | 'PREVIEW' | 'PRODUCTION' | 'STAGING';

/** The fields of every stored entity. Times in milliseconds since 1970. */
interface Stored {
  /** UUID. */
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  /** Null if it was never edited. */
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
  /** Oldest first; empty if it was never deployed. */
  readonly deployments: readonly Deployment[];
  /** Whether every further deployment fails at its end. */
  readonly deploymentFails: boolean;
  /** Whether it is stopped, until it is deployed again. */
  readonly isStopped: boolean;
}

/** A deployment of a service. It waits for earlier deployments of its environment. */
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
  /** UUID of the service, environment or project that it belongs to. */
  readonly parentId: string;
  /** False for a plain variable. */
  readonly isSecret: boolean;
  /** Its plaintext. */
  readonly value: SecretValue;
  /** Where the file is mounted; null unless it is a file. */
  readonly mountPath: string | null;
  /** The `variable_type` from the seed; null if it is derived from the other fields. */
  readonly variableType: string | null;
  /** UUID of the secret it overrides; null if it is not an override. */
  readonly overrides: string | null;
  /** UUID of the secret it is an alias of; null if it is not an alias. */
  readonly aliasOf: string | null;
  /** The complete description, including the marker; null if there is none. */
  readonly description: string | null;
  /** Null if it was never set. */
  readonly enableInterpolationInFile: boolean | null;
  /** System that owns it; null if it was never set. */
  readonly ownedBy: string | null;
  /** Milliseconds since 1970 in the sandbox's time. */
  readonly createdAt: number;
  /** Milliseconds since 1970 in the sandbox's time; null if it was never edited. */
  readonly updatedAt: number | null;
}

/** Everything that the sandbox stores, by UUID. The maps are its only mutable state; records are replaced, never changed. */
export interface World {
  readonly organizations: Map<string, Organization>;
  readonly projects: Map<string, Project>;
  readonly environments: Map<string, Environment>;
  readonly services: Map<string, Service>;
  readonly secrets: Map<string, StoredSecret>;
  /** UUIDs of the secrets of each service, environment or project. */
  readonly secretsOf: Map<string, Set<string>>;
}

/** Creates an empty world. */
export const emptyWorld = (): World => ({
  organizations: new Map(),
  projects: new Map(),
  environments: new Map(),
  services: new Map(),
  secrets: new Map(),
  secretsOf: new Map(),
});

/** Stores a new or edited secret. */
export const putSecret = (world: World, secret: StoredSecret): StoredSecret => {
  world.secrets.set(secret.id, secret);
  const siblings = world.secretsOf.get(secret.parentId);
  if (siblings === undefined) world.secretsOf.set(secret.parentId, new Set([secret.id]));
  else siblings.add(secret.id);
  return secret;
};

/** Removes a secret. The caller must remove its overrides and aliases. */
export const dropSecret = (world: World, secret: StoredSecret): void => {
  world.secrets.delete(secret.id);
  world.secretsOf.get(secret.parentId)?.delete(secret.id);
};

/** Lists the secrets of one service, environment or project, oldest first. */
export const secretsAt = (world: World, parentId: string): readonly StoredSecret[] =>
  [...(world.secretsOf.get(parentId) ?? [])].flatMap((id) => world.secrets.get(id) ?? []);
