import type { SandboxAssumptions } from './assumptions.js';
import { secretsAt, type StoredSecret, type World } from './world.js';

/** What the rules need to know and tell besides the request. */
export interface SecretContext {
  readonly world: World;
  readonly assumptions: SandboxAssumptions;
  /** What `created_at` or `updated_at` of a change made now is, in milliseconds since 1970. */
  readonly stamp: () => number;
  readonly newId: () => string;
  /** Told of every change, so that it gets into the organization's event log. */
  readonly record: (change: 'CREATE' | 'UPDATE' | 'DELETE', secret: StoredSecret) => void;
}

/** Finds the secret or variable that has a key at exactly one scope. */
export const findByKey = (
  world: World,
  at: Pick<StoredSecret, 'scope' | 'parentId'>,
  key: string,
): StoredSecret | null =>
  secretsAt(world, at.parentId).find((secret) => secret.key === key && secret.scope === at.scope) ?? null;

/** Everything that overrides a secret or is an alias of it. */
export const dependentsOf = (world: World, id: string): readonly StoredSecret[] =>
  [...world.secrets.values()].filter((secret) => secret.overrides === id || secret.aliasOf === id);
