import type { DeclaredOverride } from '../../../src/model/declared-override.js';
import { SecretValue } from '../../../src/model/secret-value.js';
import type { ValuePath, ValueRead, ValueReference } from '../../../src/model/value-reference.js';
import { declare } from '../../support/worlds/declared.js';

/** The place that every made-up override gives its value. */
export const VALUE_PLACE = { file: 'overrides/prod.yaml', line: 7, column: 5 } as const;

/** An override of `checkout`, declared in a manifest in `folder`. */
export const makeDeclared = (
  valueFrom: ValueReference,
  folder: string,
  more: Partial<DeclaredOverride> = {},
): DeclaredOverride =>
  declare({
    stack: 'default',
    stackIsWritten: false,
    valueFrom,
    folder,
    location: VALUE_PLACE,
    places: { target: VALUE_PLACE, secret: VALUE_PLACE, value: VALUE_PLACE, description: null },
    ...more,
  });

export const fromLiteral = (text: string): ValueReference => ({
  kind: 'literal',
  value: new SecretValue(text),
});

export const fromEnv = (name: string): ValueReference => ({ kind: 'env', name });

export const fromFile = (path: string): ValueReference => ({ kind: 'file', path });

export const fromRead = (read: ValueRead, path: ValuePath = []): ValueReference => ({
  kind: 'read',
  read,
  source: null,
  path,
});

export const fromExec = (
  command: readonly string[],
  more: { format?: 'text' | 'json' | 'yaml' | 'dotenv'; timeout?: number; path?: ValuePath } = {},
): ValueReference =>
  fromRead(
    { kind: 'exec', command, format: more.format ?? 'text', timeout: more.timeout ?? null },
    more.path,
  );
