import fc from 'fast-check';
import { SERVICE_TYPES } from '../../src/model/scope.js';
import type { SandboxAssumptions } from '../../src/sandbox/world/assumptions.js';
import type { FaultKind, FaultRule } from '../../src/sandbox/http/faults.js';
import { type Cell, type EstateOptions } from '../support/worlds/index.js';

const KEYS = ['ALPHA', 'BETA', 'GAMMA', 'DELTA'] as const;

const cellAt = (service: number | null, key: string): fc.Arbitrary<Cell> =>
  fc
    .record({
      before: fc.constantFrom('nothing', 'nothing', 'unmanaged', 'ours', 'ours'),
      wanted: fc.constantFrom('no', 'same', 'new', 'new'),
      description: fc.option(fc.constantFrom('a text', 'with [brackets] and "quotes"', '😀'), {
        nil: undefined,
      }),
    })
    .map(({ description, ...cell }): Cell => ({
      service,
      key,
      ...cell,
      ...(description === undefined ? {} : { description }),
    }));

/** Any estate of three services and their environment, in which something is to be done. */
export const anyEstateOptions: fc.Arbitrary<EstateOptions> = fc
  .record({
    services: fc.array(fc.constantFrom(...SERVICE_TYPES), { minLength: 3, maxLength: 3 }),
    cells: fc.tuple(...[0, 1, 2, null].flatMap((service) => KEYS.map((key) => cellAt(service, key)))),
  })
  .filter(({ cells }) => cells.some(({ wanted }) => wanted !== 'no'));

/** How the API may behave, as far as the tool counts on none of it. */
export const anyAssumptions: fc.Arbitrary<Partial<SandboxAssumptions>> = fc.record({
  errorBody: fc.constantFrom('message', 'detail'),
  emptyFields: fc.constantFrom('by-route', 'absent', 'null'),
  missingResource: fc.constantFrom('not-found', 'forbidden'),
  duplicateCreate: fc.constantFrom('conflict', 'returns-existing', 'overwrites'),
  updatedAtOnCreate: fc.constantFrom('equals-created-at', 'empty'),
  omittedOnEdit: fc.constantFrom('kept', 'cleared'),
  timestampSkew: fc.constantFrom(0, 0, 4000, 60_000, -60_000),
  editAnswers: fc.constantFrom('new-time', 'new-time', 'old-time'),
  dateHeader: fc.constantFrom('sent', 'sent', 'absent'),
});

const PATHS = [
  '/organization',
  '/organization/*/services',
  '/*/*/secret',
  '/variable',
  '/*/*/secret/*/override',
  '/*/*/secret/*',
  '/variable/**',
  '/*/*/secret/**',
] as const;

const match = fc.record({
  method: fc.option(fc.constantFrom('GET', 'POST', 'POST', 'PUT', 'DELETE'), { nil: undefined }),
  path: fc.option(fc.constantFrom(...PATHS), { nil: undefined }),
});

/** How often a fault strikes before it is over. */
const passing = fc.oneof(
  fc.integer({ min: 1, max: 8 }).map((nth) => ({ nth })),
  fc.record({ every: fc.integer({ min: 1, max: 4 }), times: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    probability: fc.constantFrom(0.2, 0.5),
    seed: fc.integer({ min: 1, max: 1000 }),
    times: fc.integer({ min: 1, max: 4 }),
  }),
);

const retryAfter = fc.option(fc.constantFrom('0', '1', '3', 'Thu, 15 Jan 2026 12:00:20 GMT', 'soon'), {
  nil: undefined,
});

const withStatus = (kind: FaultKind, statuses: readonly number[]): fc.Arbitrary<Partial<FaultRule>> =>
  fc.record({ status: fc.constantFrom(...statuses), after: retryAfter }).map(({ status, after }) => ({
    kind,
    status,
    ...(after === undefined ? {} : { headers: { 'Retry-After': after } }),
  }));

/** Statuses that promise nothing about whether the request was carried out. */
const UNCLEAR = [408, 500, 502, 503, 504, 520] as const;

const transientKind: fc.Arbitrary<Partial<FaultRule>> = fc.oneof(
  withStatus('status', [425, 429, 429, ...UNCLEAR]),
  withStatus('commit-then-status', [...UNCLEAR, 409]),
  fc.constantFrom<Partial<FaultRule>>(
    { kind: 'reset' },
    { kind: 'commit-then-reset' },
    { kind: 'hang' },
    { kind: 'commit-then-hang' },
    { kind: 'html' },
    { kind: 'html', status: 200 },
    { kind: 'commit-then-html' },
    { kind: 'commit-then-html', status: 200 },
    { kind: 'garbage' },
    { kind: 'commit-then-garbage' },
    { kind: 'truncate' },
    { kind: 'delay', delay: '20ms' },
  ),
);

/** Statuses that say that the request was not carried out, and will not be. */
const lastingKind: fc.Arbitrary<Partial<FaultRule>> = fc.oneof(
  withStatus('status', [301, 400, 401, 403, 404, 409, 413, 422, 501]),
  withStatus('commit-then-status', [409, 501]),
);

const toRule = ([kind, place, count]: readonly [
  Partial<FaultRule>,
  { readonly method: string | undefined; readonly path: string | undefined },
  Partial<FaultRule>,
]): FaultRule => {
  // Only of a POST may 409 mean that it was carried out: an earlier one, whose answer was lost.
  const method = kind.kind === 'commit-then-status' && kind.status === 409 ? 'POST' : place.method;
  return {
    kind: 'reset',
    ...kind,
    ...count,
    ...(method === undefined ? {} : { method }),
    ...(place.path === undefined ? {} : { path: place.path }),
  };
};

/** Faults that pass: a patient run gets over all of them. */
export const passingFaults: fc.Arbitrary<readonly FaultRule[]> = fc.array(
  fc.tuple(transientKind, match, passing).map(toRule),
  { minLength: 1, maxLength: 8 },
);

/** Any faults: those that pass, some that never do, and refusals. */
export const anyFaults: fc.Arbitrary<readonly FaultRule[]> = fc.array(
  fc
    .tuple(
      fc.oneof(transientKind, lastingKind),
      match,
      fc.oneof(
        passing,
        passing,
        passing,
        fc.constant<Partial<FaultRule>>({}),
        fc.constant<Partial<FaultRule>>({ after: 4 }),
      ),
    )
    .map(toRule),
  { minLength: 1, maxLength: 8 },
);
