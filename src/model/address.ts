import type { DeclaredOverride } from './declared-override.js';
import { scopeWord, type Scope, type ScopeType } from './scope.js';

/** The parts of an address: names, or UUIDs if no name is known. */
export interface AddressParts {
  /** Level of the override. The address contains it only if there is a service. */
  readonly type: ScopeType;
  /** Name or UUID. */
  readonly project: string;
  /** Name or UUID; null at project scope. */
  readonly environment: string | null;
  /** Name or UUID; null at environment and project scope. */
  readonly service: string | null;
}

/**
 * Formats the address of an override, such as `shop/production/application/checkout/DATABASE_URL`,
 * `shop/production/PAYMENTS_TOKEN` (environment) or `shop/PAYMENTS_TOKEN` (project).
 * `/` and `%` within a name are percent-encoded, so that two overrides never share an address.
 */
export const formatAddress = (parts: AddressParts, secretKey: string): string =>
  [
    parts.project,
    ...(parts.environment === null ? [] : [parts.environment]),
    ...(parts.service === null ? [] : [scopeWord(parts.type), parts.service]),
    secretKey,
  ]
    .map(encodeName)
    .join('/');

/** Skips encoding for most names: they have nothing to encode, and a plan formats each address several times. */
const encodeName = (name: string): string =>
  /[%/]/.test(name) ? name.replaceAll('%', '%25').replaceAll('/', '%2F') : name;

/** The address of a declared override. Uses Qovery's names if the scope was found, else the names in the manifest. */
export const addressOf = (declared: DeclaredOverride, scope: Scope | null, secretKey: string): string =>
  formatAddress(
    scope ?? {
      type: declared.scopeType,
      project: declared.project ?? '',
      environment: declared.scopeType === 'PROJECT' ? null : (declared.environment ?? ''),
      service: declared.service,
    },
    secretKey,
  );

/** The address of a scope: that of its overrides without the last part. */
export const formatPlace = (scope: Scope): string => formatAddress(scope, '').slice(0, -1);
