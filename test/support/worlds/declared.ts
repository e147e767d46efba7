import { stringify } from 'yaml';
import type { DeclaredOverride } from '../../../src/model/declared-override.js';

/** What the head of a manifest names, if it is about production of shop. */
export const NAMES = { organization: 'Acme', project: 'shop', environment: 'production' } as const;

/** The head of a manifest for production of shop. */
export const HEAD = { version: 1, stack: 'shop', ...NAMES } as const;

/** Writes a manifest for production of shop; the head may differ in parts. */
export const writeManifest = (overrides: readonly object[], head: object = {}): string =>
  stringify({ ...HEAD, ...head, overrides });

/** A place in the manifest that overrides of these worlds are declared in. */
export const location = (line: number, column = 5): DeclaredOverride['location'] => ({
  file: 'overrides/prod.yaml',
  line,
  column,
});

let line = 0;

/** An override of DATABASE_URL at checkout as a manifest declares it, apart from the given fields; each on lines of its own. */
export const declare = (fields: Partial<DeclaredOverride> = {}): DeclaredOverride => {
  const start = fields.location ?? location((line += 10));
  return {
    stack: 'storefront',
    stackIsWritten: true,
    isExclusive: false,
    ...NAMES,
    scopeType: 'APPLICATION',
    service: 'checkout',
    secret: 'DATABASE_URL',
    valueFrom: { kind: 'env', name: 'DATABASE_URL' },
    folder: '/repo/overrides',
    description: null,
    enableInterpolationInFile: null,
    optional: false,
    allowEmpty: false,
    allowUnauthenticated: false,
    allowSuspicious: false,
    precision: 'single',
    replaces: false,
    location: start,
    places: {
      target: start,
      secret: { ...start, line: start.line + 1 },
      value: { ...start, line: start.line + 2 },
      description: fields.description === undefined ? null : { ...start, line: start.line + 3 },
    },
    ...fields,
  };
};
