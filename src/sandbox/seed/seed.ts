import type { SandboxAssumptions } from '../world/assumptions.js';
import type { SandboxToken } from '../http/callers.js';
import type { SandboxServiceType } from '../world/service-types.js';
import type { EnvironmentMode } from '../world/world.js';

/** The initial content of a sandbox. Omitted ids are derived from the names. */
export interface SandboxSeed {
  /** The organizations. */
  readonly organizations: readonly SeedOrganization[];
  /** The only tokens to accept. If omitted, the sandbox's options decide. */
  readonly tokens?: readonly SandboxToken[];
  /** Assumptions that differ from the defaults. */
  readonly assumptions?: Partial<SandboxAssumptions>;
}

/** An organization of a seed. */
export interface SeedOrganization {
  /** Its name. */
  readonly name: string;
  /** UUID. */
  readonly id?: string;
  /** Default: none. */
  readonly projects?: readonly SeedProject[];
}

/** A project of a seed. */
export interface SeedProject {
  /** Its name. */
  readonly name: string;
  /** UUID. */
  readonly id?: string;
  /** Secrets at project scope. */
  readonly secrets?: readonly SeedSecret[];
  /** Default: none. */
  readonly environments?: readonly SeedEnvironment[];
}

/** An environment of a seed. */
export interface SeedEnvironment {
  /** Its name. */
  readonly name: string;
  /** UUID. */
  readonly id?: string;
  /** Default: `PRODUCTION`. */
  readonly mode?: EnvironmentMode;
  /** Secrets at environment scope. */
  readonly secrets?: readonly SeedSecret[];
  /** Secrets created by Qovery itself, such as a database password. */
  readonly builtIn?: readonly SeedSecret[];
  /** Default: none. */
  readonly services?: readonly SeedService[];
}

/** A service of a seed. */
export interface SeedService {
  /** Its name. */
  readonly name: string;
  /** UUID. */
  readonly id?: string;
  /** Service type. */
  readonly type: SandboxServiceType;
  /** Default for jobs: `CRON`. */
  readonly jobType?: 'CRON' | 'LIFECYCLE';
  /** Default: empty. */
  readonly description?: string;
  /** ISO 8601; null: never. Default: its creation time. */
  readonly deployedAt?: string | null;
  /** Whether every requested deployment fails. Default: false. */
  readonly deploymentFails?: boolean;
  /** Whether it was stopped after its deployment. Default: false. */
  readonly isStopped?: boolean;
  /** Its own secrets, and overrides. */
  readonly secrets?: readonly SeedSecret[];
}

/** A secret, or a plain variable, of a seed. */
export interface SeedSecret {
  /** Its name, such as `DATABASE_URL`. */
  readonly key: string;
  /** UUID. */
  readonly id?: string;
  /** Default: empty. */
  readonly value?: string;
  /** Default: none. */
  readonly description?: string;
  /** Makes it a file, mounted at this path. */
  readonly mountPath?: string;
  /** Default: false. */
  readonly enableInterpolationInFile?: boolean;
  /** Default: `QOVERY`. */
  readonly ownedBy?: string;
  /** Makes it an override of the secret with this key at the nearest higher scope. */
  readonly overrides?: boolean;
  /** Makes it an alias of the secret with this key, at this scope or the nearest higher one. */
  readonly aliasOf?: string;
  /** False for a plain variable. Default: true. */
  readonly isSecret?: boolean;
  /** An explicit `variable_type` such as `EXTERNAL_SECRET`. Default: derived from the other fields. */
  readonly variableType?: string;
  /** ISO 8601. Default: 30 days before the sandbox starts. */
  readonly createdAt?: string;
  /** ISO 8601. Default: `createdAt`. */
  readonly updatedAt?: string;
}
