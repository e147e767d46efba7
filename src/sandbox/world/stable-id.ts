import { createHash } from 'node:crypto';

/** Derives a UUID (version 8) from names, so that demos and tests give the same output on every run. */
export const stableId = (...names: readonly string[]): string => {
  const hex = createHash('sha256').update(JSON.stringify(names)).digest('hex');
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) % 4);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
};

/** UUID of the default cluster of environments. */
export const CLUSTER_ID = stableId('cluster');
