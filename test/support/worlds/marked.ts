import { scopeWord, type ServiceType } from '../../../src/model/scope.js';
import type { SandboxSeed, SeedSecret } from '../../../src/sandbox/seed/seed.js';
import { START } from '../virtual-clock.js';
import { writeManifest } from './declared.js';
import { describeMarked, KEY } from './markers.js';
import { ENVIRONMENT_ID, uuidOf } from './scopes.js';
import { seedShop } from './seeds.js';

/** When seeded overrides were written, in milliseconds since 1970. */
export const WRITTEN_AT = START - 86_400_000;

/** What lives at one place before the run: nothing, an override somebody typed in, or one that our stack wrote. */
export type Before = 'nothing' | 'unmanaged' | 'ours';

/** What the manifests say about a place: nothing, the value that our override has already, or another. */
export type Wanted = 'no' | 'same' | 'new';

/** One place for an override, and what it is to become. */
export interface Cell {
  /** Index of the service; null for the environment itself. */
  readonly service: number | null;
  readonly key: string;
  readonly before: Before;
  readonly wanted: Wanted;
  readonly description?: string;
}

/** Where an override is, and what a run that succeeds leaves there. */
export interface Expectation {
  readonly cell: Cell;
  readonly scopeId: string;
  /** The value afterwards; null where nothing is to be there. */
  readonly value: string | null;
  /** Whether a manifest wants it. */
  readonly isDeclared: boolean;
}

/** A world with overrides that carry genuine markers, and the manifests for it. */
export interface MarkedEstate {
  readonly seed: SandboxSeed;
  /** File name → manifest text. */
  readonly manifests: Readonly<Record<string, string>>;
  /** Values for the manifests, and the key. */
  readonly env: Readonly<Record<string, string>>;
  readonly expectations: readonly Expectation[];
  /** Every value that must never be printed. */
  readonly values: readonly string[];
}

/** What an estate is made of. */
export interface EstateOptions {
  readonly services: readonly ServiceType[];
  readonly cells: readonly Cell[];
  readonly stack?: string;
}

/** The id of a service by its index. */
export const serviceIdOf = (index: number): string => uuidOf(1000 + index);

/** Makes a world and manifests out of cells; every key exists at the project, which is what all of them override. */
export const makeEstate = ({ services, cells, stack = 'shop' }: EstateOptions): MarkedEstate => {
  const placed = cells.map((cell, index) => place(cell, index));
  const secretsOf = (service: number | null): readonly SeedSecret[] =>
    placed
      .filter(({ cell }) => cell.service === service && cell.before !== 'nothing')
      .map((entry) => seedOverride(entry, stack));
  const declared = placed.filter(({ cell }) => cell.wanted !== 'no');
  return {
    seed: seedShop({
      shop: [...new Set(cells.map(({ key }) => key))],
      production: secretsOf(null),
      services: services.map((type, index) => ({
        id: serviceIdOf(index),
        name: serviceNameOf(index),
        type,
        secrets: secretsOf(index),
      })),
    }),
    manifests: {
      'overrides/all.yaml': writeManifest(
        declared.map(({ cell, variable }) => ({
          ...(cell.service === null
            ? { scope: 'environment' }
            : { [scopeWord(services[cell.service] ?? 'APPLICATION')]: serviceNameOf(cell.service) }),
          secret: cell.key,
          valueFrom: { env: variable },
          ...(cell.description === undefined ? {} : { description: cell.description }),
        })),
        { stack },
      ),
    },
    env: {
      QOVERRIDE_KEY: KEY,
      ...Object.fromEntries(declared.map(({ variable, after }) => [variable, after])),
    },
    expectations: placed.map(({ cell, scopeId, before, after }) => ({
      cell,
      scopeId,
      isDeclared: cell.wanted !== 'no',
      value: cell.wanted === 'no' ? (cell.before === 'unmanaged' ? before : null) : after,
    })),
    values: placed.flatMap(({ before, after }) => [before, after]),
  };
};

/** A cell with the names and values that follow from it. */
interface Placed {
  readonly cell: Cell;
  readonly scopeId: string;
  readonly variable: string;
  readonly before: string;
  readonly after: string;
}

const place = (cell: Cell, index: number): Placed => {
  const before = `value-before-${String(index)}-of-${cell.key}`;
  return {
    cell,
    scopeId: cell.service === null ? ENVIRONMENT_ID : serviceIdOf(cell.service),
    variable: `VALUE_${String(index)}`,
    before,
    after: cell.wanted === 'same' ? before : `value-after-${String(index)}-of-${cell.key}`,
  };
};

const serviceNameOf = (index: number): string => `service-${String(index)}`;

const seedOverride = ({ cell, scopeId, before }: Placed, stack: string): SeedSecret => ({
  key: cell.key,
  value: before,
  overrides: true,
  createdAt: new Date(WRITTEN_AT).toISOString(),
  description:
    cell.before === 'ours'
      ? describeMarked({
          text: cell.description ?? '',
          scopeId,
          secretKey: cell.key,
          stack,
          time: WRITTEN_AT / 1000,
          value: before,
        })
      : 'typed by hand',
});
