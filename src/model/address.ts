import type { DeclaredOverride } from './declared-override.js';
import { scopeWord, type Scope, type ScopeType } from './scope.js';

/** What an address is made of: names, or UUIDs where no name is known. */
export interface AddressParts {
  /** Level of the override; the address contains its word only where there is a service. */
  readonly type: ScopeType;
  /** Name or UUID. */
  readonly project: string;
  /** Name or UUID; null at project scope. */
  readonly environment: string | null;
  /** Name or UUID; null at environment and project scope. */
  readonly service: string | null;
}

/**
 * Spells where an override lives, such as `shop/production/application/checkout/DATABASE_URL`,
 * `shop/production/PAYMENTS_TOKEN` (environment) or `shop/PAYMENTS_TOKEN` (project).
 * `/` and `%` within a name are percent-encoded, so that two places never share an address.
 *
 * @example
 * ```ts
 * import { formatAddress } from 'qoverride';
 *
 * const checkout = { project: 'shop', environment: 'production', service: 'checkout' };
 * console.log(formatAddress({ type: 'APPLICATION', ...checkout }, 'DATABASE_URL'));
 * // → shop/production/application/checkout/DATABASE_URL
 * ```
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

/** Most names have nothing to encode, and a plan spells each address several times. */
const encodeName = (name: string): string =>
  /[%/]/.test(name) ? name.replaceAll('%', '%25').replaceAll('/', '%2F') : name;

/** The address of a declared override: with the names Qovery uses where its scope was found, else as the manifest writes them. */
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
