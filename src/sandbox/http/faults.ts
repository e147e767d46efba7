import { Ajv2020 } from 'ajv/dist/2020.js';
import { compileGlob, LONGEST_GLOB } from '../../text/glob.js';
import { parseDuration } from '../../text/time.js';
import { readDocument, type DocumentProblem } from '../seed/checked-document.js';
import { describeSchemaErrors } from '../seed/schema-problems.js';

/**
 * What goes wrong with a request: either before it is carried out (`status`, `delay`, `reset`, `hang`, `html`, `garbage`), or afterwards,
 * when its answer is lost (`commit-then-…`) or cut off (`truncate`).
 */
export const FAULT_KINDS = [
  'status',
  'delay',
  'reset',
  'hang',
  'html',
  'garbage',
  'truncate',
  'commit-then-status',
  'commit-then-reset',
  'commit-then-hang',
  'commit-then-html',
  'commit-then-garbage',
] as const;
/** One of `FAULT_KINDS`. */
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Which requests go wrong, and how. Without `nth`, `every` or `probability`, every matching request does. */
export interface FaultRule {
  /** What goes wrong. */
  readonly kind: FaultKind;
  /** Default: any. */
  readonly method?: string;
  /** Glob over the path; `*` matches one segment. Default: any. */
  readonly path?: string;
  /** Fires only for the nth matching request, from 1. */
  readonly nth?: number;
  /** Fires for every nth matching request. */
  readonly every?: number;
  /** Probability from 0 to 1 for each matching request, drawn from `seed`. */
  readonly probability?: number;
  /** Default: 1. */
  readonly seed?: number;
  /** Number of matching requests that pass before the rule starts to count. */
  readonly after?: number;
  /** Maximum number of times it fires. */
  readonly times?: number;
  /** Status for kinds that answer. Default: 503, for `html` 502, for `garbage` the status of success. */
  readonly status?: number;
  /** Duration for `delay`, such as `500ms`. It is not scaled with the sandbox's time. */
  readonly delay?: string;
  /** Headers to add to the answer, such as `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * How often a rule matched and fired.
 *
 * @inline
 */
export interface FaultCount {
  /** The rule. */
  readonly rule: FaultRule;
  /** Number of matching requests. */
  readonly matched: number;
  /** Number of times it fired. */
  readonly fired: number;
}

/** Decides which fault a request meets, and counts. */
export interface FaultPlan {
  /** Returns the first rule that fires for this request; null if none does. */
  readonly decide: (method: string, path: string) => FaultRule | null;
  readonly counts: () => readonly FaultCount[];
}

/** Parses a list of fault rules in YAML or JSON. Throws a `Failure` that lists every error with its place. */
export const parseFaults = (text: string, file: string): readonly FaultRule[] =>
  readDocument(text, file, { name: 'fault', code: 'invalid-faults' }, checkFaults) as readonly FaultRule[];

/** Prepares rules for a run. The same requests in the same order always meet the same faults. */
export const planFaults = (rules: readonly FaultRule[]): FaultPlan => {
  const states = rules.map((rule) => ({
    rule,
    matches: matcherOf(rule),
    next: createRandom(rule.seed ?? 1),
    matched: 0,
    fired: 0,
  }));
  return {
    decide: (method, path) => {
      let decided: FaultRule | null = null;
      for (const state of states) {
        if (!state.matches(method, path)) continue;
        state.matched += 1;
        if (decided !== null || !fires(state.rule, state.matched, state.fired, state.next)) continue;
        state.fired += 1;
        decided = state.rule;
      }
      return decided;
    },
    counts: () => states.map(({ rule, matched, fired }) => ({ rule, matched, fired })),
  };
};

const fires = (rule: FaultRule, matched: number, fired: number, next: () => number): boolean => {
  const drawn = rule.probability === undefined || next() < rule.probability;
  const number = matched - (rule.after ?? 0);
  return (
    drawn &&
    number >= 1 &&
    fired < (rule.times ?? Infinity) &&
    (rule.nth === undefined || number === rule.nth) &&
    (rule.every === undefined || number % rule.every === 0)
  );
};

const matcherOf = (rule: FaultRule): ((method: string, path: string) => boolean) => {
  const matchesPath =
    rule.path === undefined ? (): boolean => true : (compileGlob(rule.path) ?? ((): boolean => false));
  return (method, path) =>
    (rule.method === undefined || rule.method.toUpperCase() === method) && matchesPath(path);
};

/** Creates a generator of numbers from 0 up to 1 from a seed (mulberry32). */
const createRandom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const COUNT = { type: 'integer', minimum: 1 };
const SCHEMA = {
  type: 'array',
  items: {
    type: 'object',
    required: ['kind'],
    additionalProperties: false,
    properties: {
      kind: { enum: FAULT_KINDS },
      method: { enum: ['GET', 'POST', 'PUT', 'DELETE'] },
      path: { type: 'string', minLength: 1, maxLength: LONGEST_GLOB },
      nth: COUNT,
      every: COUNT,
      probability: { type: 'number', minimum: 0, maximum: 1 },
      seed: { type: 'integer' },
      after: { type: 'integer', minimum: 0 },
      times: COUNT,
      status: { type: 'integer', minimum: 200, maximum: 599 },
      delay: { type: 'string' },
      headers: { type: 'object', additionalProperties: { type: 'string' } },
    },
  },
};

const check = new Ajv2020({ allErrors: true, verbose: true }).compile(SCHEMA);

const checkFaults = (data: unknown): readonly DocumentProblem[] => {
  if (!check(data)) return describeSchemaErrors(check.errors ?? [], data);
  return (data as readonly FaultRule[]).flatMap((rule, index): readonly DocumentProblem[] => {
    if (rule.kind === 'delay' && rule.delay === undefined) {
      return [{ path: [index], message: 'delay is missing', hint: 'add a duration such as 500ms' }];
    }
    if (rule.delay !== undefined && parseDuration(rule.delay) === null) {
      return [
        { path: [index, 'delay'], message: 'delay must be a duration such as 500ms, 2s or 5m', hint: null },
      ];
    }
    return [];
  });
};
