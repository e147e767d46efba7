import type { DeclaredOverride } from '../model/declared-override.js';
import type { RemoteSecret } from '../model/remote-secret.js';
import { isUuid, type Scope, placeKey } from '../model/scope.js';

/** What the manifests claim: stacks at places, and single overrides. */
export interface Claims {
  /** Whether a manifest of the stack names this environment, or declares an override at the scope of this project. */
  readonly isStackAt: (stack: string, scope: Scope) => boolean;
  /** Whether a manifest declares the override, or may refer to it. */
  readonly isDeclared: (stack: string, scope: Scope, override: RemoteSecret) => boolean;
}

/** A declared override and its scope, if that was found. */
export interface Claim {
  readonly declared: DeclaredOverride;
  /** Null if the scope was not found. */
  readonly scope: Scope | null;
  /** The secret as the manifest writes it, or its key. */
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
 * Collects what the manifests claim. If the service of a declared override was not found, it claims every override of its stack with
 * that key: the service may have been renamed, and a declared override must never count as undeclared.
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

/** Identifies a secret of a scope or of a stack. Keys are case-sensitive, UUIDs are not. */
const nameOf = (owner: string, secret: string): string =>
  `${owner.toLowerCase()} ${isUuid(secret) ? secret.toLowerCase() : secret}`;
