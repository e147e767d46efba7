import type { Scope } from './scope.js';

/** An environment, and every service in it that can carry secret overrides. */
export interface EnvironmentFound {
  /** At environment scope. */
  readonly environment: Scope;
  /** At service scope, by kind and name. */
  readonly services: readonly Scope[];
}
