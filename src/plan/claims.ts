import type { DeclaredOverride } from '../model/declared-override.js';
import type { RemoteSecret } from '../model/remote-secret.js';
import { isUuid, type Scope, placeKey } from '../model/scope.js';

/** What the manifests lay claim to. */
export interface Claims {
  /** Whether a manifest of the stack is about this environment, or declares an override at this project's scope. */
  readonly isStackAt: (stack: string, scope: Scope) => boolean;
  /** Whether a manifest declares the override, or may mean it. */
  readonly isDeclared: (stack: string, scope: Scope, override: RemoteSecret) => boolean;
}

/** A declared override, as far as it was found. */
export interface Claim {
  readonly declared: DeclaredOverride;
  /** Null where no scope was found. */
  readonly scope: Scope | null;
  /** As the manifest writes it, or its key. */
  readonly secret: string;
}

/** An environment that a manifest document of a stack names. */
export interface StackEnvironment {
  /** The document's stack. */
  readonly stack: string;
  /** At environment scope. */
  readonly environment: Scope;
}

/**
 * Collects what the manifests claim. A declared override whose service was not found may be any of its stack's with
 * that key: the service may have been renamed, and a declared override is never undeclared.
 */
export const collectClaims = (
  claims: readonly Claim[],
  environments: readonly StackEnvironment[],
): Claims => {
  const places = new Set(environments.map(({ stack, environment }) => stackPlace(stack, environment)));
  const names = new Set<string>();
  for (const { declared, scope, secret } of claims) {
    if (scope !== null) places.add(stackPlace(declared.stack, scope));
    names.add(nameOf(scope === null ? declared.stack : scope.id, secret));
  }
  return {
    isStackAt: (stack, scope) => places.has(stackPlace(stack, scope)),
    isDeclared: (stack, scope, { id, key, overrides }) =>
      [key, id, overrides?.id ?? key].some(
        (secret) => names.has(nameOf(scope.id, secret)) || names.has(nameOf(stack, secret)),
      ),
  };
};

const stackPlace = (stack: string, scope: Scope): string => `${stack} ${placeKey(scope)}`;

/** Names a secret of a scope, or of a stack. Keys are case-sensitive, UUIDs are not. */
const nameOf = (owner: string, secret: string): string =>
  `${owner.toLowerCase()} ${isUuid(secret) ? secret.toLowerCase() : secret}`;
