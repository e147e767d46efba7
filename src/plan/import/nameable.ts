import { isUuid } from '../../model/scope.js';

/**
 * Whether a manifest can call something by its name: one that looks like a UUID would be taken for one, and half a surrogate pair
 * is no text. Source: `$defs/name` of the manifest's schema, which this is a little stricter than.
 */
export const isNameable = (name: string): boolean =>
  name.trim() !== '' && !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(name) && !isUuid(name);
