import type { Reason } from '../../src/model/plan.js';

/** What the two teams call their stacks. */
export const STACKS = ['storefront', 'billing'] as const;
/** Names that services start with. */
export const SERVICES = ['checkout', 'worker', 'charts'] as const;
/** The first key has its parent at project scope, the second at environment scope. */
export const KEYS = ['API_TOKEN', 'DB_PASSWORD'] as const;
/** Values that manifests and people choose from. */
export const VALUES = [0, 1, 2, 3].map((index) => `a value for tests, number ${String(index)}`);

/** A place for an override: a service by its name, or null for the environment itself, and a key. */
export interface Cell {
  readonly service: string | null;
  readonly key: string;
}

/** What people do to the marker when they edit a description. */
export type MarkerEdit = 'kept' | 'dropped' | 'followed' | 'pasted' | 'retimed' | 'other-version';

/** How the tool is run. */
export interface RunStep {
  readonly do: 'plan' | 'apply';
  readonly stack: string;
  readonly environment: string;
  /** The team's keys, none, or those of a machine that nobody told of the last rotation. */
  readonly keys: 'current' | 'none' | 'previous';
  /** Under `plan` only. */
  readonly noValues: boolean;
  readonly skip: Reason | null;
  readonly takesOver: boolean;
  readonly prunes: boolean;
  readonly skipsBlocked: boolean;
  /** How far the local clock is ahead, in milliseconds. */
  readonly clockError: number;
  /** What others do between the plan and the first write of an apply; null for nothing. */
  readonly meanwhile: MeanwhileStep | null;
}

/** What others can do while an apply is under way. */
export type MeanwhileStep = EditStep | CreateStep | PlaceStep;

interface EditStep {
  readonly do: 'edit';
  readonly environment: string;
  readonly cell: Cell;
  /** Null: left as it is, likewise for the text. */
  readonly value: string | null;
  readonly text: string | null;
  readonly marker: MarkerEdit;
  /** Chooses among the markers that were ever written. */
  readonly pick: number;
  readonly interpolation: boolean;
}

interface CreateStep {
  readonly do: 'create';
  readonly environment: string;
  readonly cell: Cell;
  readonly value: string;
  readonly marker: 'dropped' | 'pasted';
  readonly pick: number;
}

interface PlaceStep {
  readonly do: 'delete' | 'own-secret' | 'delete-parent' | 'restore-parent' | 'edit-parent';
  readonly environment: string;
  readonly cell: Cell;
}

/** Something that happens in a history. What cannot happen when its turn comes is passed over. */
export type Step =
  | RunStep
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'rotate'; readonly stack: string; readonly keepsOld: boolean }
  | {
      readonly do: 'declare';
      readonly stack: string;
      readonly cell: Cell;
      readonly value: string;
      readonly description: string | null;
    }
  | { readonly do: 'forget'; readonly stack: string; readonly cell: Cell }
  | EditStep
  | CreateStep
  | {
      readonly do: 'replay';
      readonly environment: string;
      readonly cell: Cell;
      readonly value: string;
      readonly pick: number;
    }
  | {
      readonly do: 'replace';
      readonly environment: string;
      readonly cell: Cell;
      readonly value: string;
      readonly keepsDescription: boolean;
    }
  | PlaceStep
  | { readonly do: 'rename'; readonly environment: string; readonly service: string; readonly name: string }
  | { readonly do: 'clone' | 'drop-clone' };

/** What holds for a whole history. */
export interface Settings {
  /** Milliseconds that each request takes to the server. */
  readonly latency: number;
  /** How far the times of the API's data are ahead of its `Date` header, in milliseconds. */
  readonly skew: number;
  /** Whether answers have a `Date` header. */
  readonly sendsDate: boolean;
  /** Whether both teams start with one key. */
  readonly sharesKey: boolean;
}

/** A history before it is played. */
export interface Story {
  readonly settings: Settings;
  readonly steps: readonly Step[];
}

/** What a history is mostly about: what people do to overrides, or what teams do to manifests, keys and environments. */
export type Focus = 'edits' | 'teams';

/** A run as the first team makes it before anything went wrong. */
export const PLAIN_RUN: RunStep = {
  do: 'apply',
  stack: STACKS[0],
  environment: 'production',
  keys: 'current',
  noValues: false,
  skip: null,
  takesOver: false,
  prunes: false,
  skipsBlocked: true,
  clockError: 0,
  meanwhile: null,
};
