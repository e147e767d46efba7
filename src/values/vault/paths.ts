import type { ValueRead } from '../../model/value-reference.js';
import { refuse, succeed, type Outcome } from '../outcome.js';

/** A read of one secret. */
export type VaultRead = Extract<ValueRead, { readonly kind: 'vault' }>;

/** The versions of the KV engine. */
export type KvVersion = 1 | 2;

/**
 * The path below an address that reads a secret. Each segment is encoded separately, and what could leave the mount is refused:
 * a manifest must not reach another part of Vault's API. Source: Vault's documentation, KV versions 1 and 2, "Read secret".
 */
export const secretPath = ({ mount, path, version }: VaultRead, kvVersion: KvVersion): string => {
  const segments = [...mount.split('/'), ...(kvVersion === 2 ? ['data'] : []), ...path.split('/')];
  return `${apiPath(segments)}${version === null ? '' : `?version=${version}`}`;
};

/** The path that says of what kind a mount is. Source: the path filter of Vault's own command line, `kvPreflightVersionRequest`. */
export const mountPath = (mount: string): string =>
  apiPath(['sys', 'internal', 'ui', 'mounts', ...mount.split('/')]);

/** The path of a login; `mount` is below `auth/`. */
export const loginPath = (mount: string): string => apiPath(['auth', ...mount.split('/'), 'login']);

const apiPath = (segments: readonly string[]): string =>
  `/v1/${segments.map((segment) => encodeURIComponent(segment)).join('/')}`;

/** Refuses a mount or a path that is more than names separated by slashes. */
export const checkRead = ({ mount, path }: VaultRead): Outcome<null> =>
  isSafePath(`${mount}/${path}`)
    ? succeed(null)
    : refuse(
        'vault-bad-path',
        'the mount and the path of a Vault secret are names separated by single slashes, and none is `.` or `..`',
        'write for example mount: secret, path: shop/database',
      );

/** Whether a path is names separated by single slashes. `encodeURIComponent` throws for lone surrogates, and leaves dots alone. */
export const isSafePath = (path: string): boolean =>
  path
    .split('/')
    .every(
      (segment) =>
        segment !== '' && segment !== '.' && segment !== '..' && !/[\p{Cc}\p{Surrogate}]/u.test(segment),
    );
