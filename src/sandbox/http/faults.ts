import { Ajv2020 } from 'ajv/dist/2020.js';
import picomatch from 'picomatch';
import { parseDuration } from '../../text/time.js';
import { readDocument, type DocumentProblem } from '../seed/checked-document.js';
import { describeSchemaErrors } from '../seed/schema-problems.js';

/**
 * What goes wrong with a request: before it is carried out (`status`, `delay`, `reset`, `hang`, `html`, `garbage`),
 * or afterwards, when its answer is lost on the way (`commit-then-…`) or cut off (`truncate`).
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

/** Which requests go wrong, and how. Without `nth`, `every` or `probability`, all that match. */
export interface FaultRule {
  /** What goes wrong. */
  readonly kind: FaultKind;
  /** Left out: any. */
  readonly method?: string;
  /** Glob over the path, in which `*` is one segment; left out: any. */
  readonly path?: string;
  /** Only the nth request that matches, from 1. */
  readonly nth?: number;
  /** Each nth request that matches. */
  readonly every?: number;
  /** From 0 to 1, for each request that matches; drawn from `seed`. */
  readonly probability?: number;
  /** Default: 1. */
  readonly seed?: number;
  /** How many requests that match pass before the rule begins to count. */
  readonly after?: number;
  /** How many times it fires at most. */
  readonly times?: number;
  /** Of kinds that answer; default 503, for `html` 502, for `garbage` the status of success. */
  readonly status?: number;
  /** Of `delay`: a duration such as `500ms`; it is not scaled with the sandbox's time. */
  readonly delay?: string;
  /** Headers to add to the answer, such as `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * How often a rule had a request to look at, and how often it fired.
 *
 * @inline
 */
export interface FaultCount {
  /** The rule. */
  readonly rule: FaultRule;
  /** Requests that it had to look at. */
  readonly matched: number;
  /** Requests that it befell. */
  readonly fired: number;
}

/** Decides over requests, and remembers what it did. */
export interface FaultPlan {
  /** The rule that this request falls to: of those that fire, the first; null where none does. */
  readonly decide: (method: string, path: string) => FaultRule | null;
  readonly counts: () => readonly FaultCount[];
}

/** Reads fault rules, YAML or JSON: a list. Throws a `Failure` that lists every error with its place. */
export const parseFaults = (text: string, file: string): readonly FaultRule[] =>
  readDocument(text, file, { name: 'fault', code: 'invalid-faults' }, checkFaults) as readonly FaultRule[];

/** Readies rules for a run; the same requests in the same order always meet the same faults. */
export const planFaults = (rules: readonly FaultRule[]): FaultPlan => {
  const states = rules.map((rule) => ({
    rule,
    matches: matcherOf(rule),
    next: drawFrom(rule.seed ?? 1),
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
  const matchesPath = rule.path === undefined ? (): boolean => true : picomatch(rule.path, { dot: true });
  return (method, path) =>
    (rule.method === undefined || rule.method.toUpperCase() === method) && matchesPath(path);
};

/** Numbers from 0 up to 1 that follow from a seed (mulberry32). */
const drawFrom = (seed: number): (() => number) => {
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
      path: { type: 'string', minLength: 1 },
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
      return [{ path: [index], message: 'delay is missing here', hint: 'a duration such as 500ms' }];
    }
    if (rule.delay !== undefined && parseDuration(rule.delay) === null) {
      return [
        { path: [index, 'delay'], message: 'delay must be a duration such as 500ms, 2s or 5m', hint: null },
      ];
    }
    return [];
  });
};
