import { Failure } from '../../../model/failure.js';
import { describePlace } from '../../../model/scope.js';
import type { RawAnswer } from '../../../qovery/client/api-request.js';
import { readDate } from '../../../qovery/client/budget.js';
import { readEntry, type Entry } from './entries.js';
import type { Prober } from './prober.js';

/** The body of a new override, as an apply sends it. */
export const overrideBody = (prober: Prober, description: string): Readonly<Record<string, unknown>> => ({
  value: prober.value.reveal(),
  ...prober.routes.overrideFields,
  description,
});

/** Longest wait until a list shows the new override, and pause between two looks, in milliseconds. */
const LONGEST_WAIT = 12_000;
const PAUSE = 500;

/** Times that are further apart are not of one moment, in milliseconds. */
const SAME_MOMENT = 100;

/** Own times may be this far from the `Date` header without a second clock, in milliseconds. */
const SAME_CLOCK = 2000;

/** Makes the override, and notes what its answer and the next lists show. */
export const probeCreate = async (prober: Prober): Promise<Entry> => {
  const { observations, parent, routes } = prober;
  const answer = await prober.send({
    method: 'POST',
    path: routes.override(parent.id),
    body: overrideBody(prober, prober.mark()),
  });
  const created = requireCreated(prober, answer);
  noteTimes(prober, answer, created);
  const { shown, all, waited } = await awaitShown(prober);
  if (waited > 0) prober.noteLateness(waited);
  const isSameTime = Math.abs(shown.ownTime - created.ownTime) <= SAME_MOMENT;
  observations.see(
    'writesShow',
    isSameTime ? (waited === 0 ? 'at-once' : 'in-late-lists') : 'after-late-commits',
  );
  observations.see('overriddenInList', all.some(({ id }) => id === parent.id) ? 'listed' : 'hidden');
  observations.see(
    'overrideType',
    shown.type === 'OVERRIDE' ? 'OVERRIDE' : shown.type === parent.type ? 'type-of-parent' : 'another',
  );
  return shown;
};

const requireCreated = (prober: Prober, { status, json }: RawAnswer): Entry => {
  const place = describePlace(prober.scope);
  if (status === 401 || status === 403) {
    throw new Failure('access-denied', `the API token may not write at ${place} (status ${String(status)})`, {
      hint: 'a live run needs a token with a role that may write there; without --live, a read-only token is enough',
    });
  }
  const entry = status < 300 ? readEntry(json) : null;
  if (entry !== null && (entry.description === null || prober.isMine(entry))) return entry;
  throw new Failure(
    'conflict',
    `the override could not be made at ${place} (status ${String(status)}): something else has its key now`,
    { hint: 'if another doctor is running there, wait until it has ended; else choose another --secret' },
  );
};

const noteTimes = ({ observations }: Prober, { headers }: RawAnswer, created: Entry): void => {
  const date = readDate(headers);
  if (date !== null) {
    const ahead = created.ownTime - date;
    // The header has whole seconds, so an own time may be up to a second later.
    observations.measure('timestampSkew', ahead < 0 ? ahead : Math.max(0, ahead - 1000), SAME_CLOCK);
  }
  const { createdAt, updatedAt } = created;
  const apart = Math.abs(Date.parse(updatedAt ?? '') - Date.parse(createdAt ?? ''));
  observations.see(
    'updatedAtOnCreate',
    updatedAt === null ? 'empty' : apart <= SAME_MOMENT ? 'equals-created-at' : 'another',
  );
};

/** Looks until a list shows the override. */
const awaitShown = async (
  prober: Prober,
): Promise<{ readonly shown: Entry; readonly all: readonly Entry[]; readonly waited: number }> => {
  for (let waited = 0; waited <= LONGEST_WAIT; waited += PAUSE) {
    const all = await prober.list();
    const shown = all.find((entry) => entry.scope === prober.scope.type && prober.isMine(entry));
    if (shown !== undefined) return { shown, all, waited };
    await prober.pause(PAUSE);
  }
  throw new Failure('outcome-unknown', 'the new override is in no list', {
    hint: 'run the doctor again in a minute: it finds what this run left behind',
  });
};

/** Finds the override again; throws a `Failure` (`gone`) if somebody removed it. */
export const findOverride = async (prober: Prober): Promise<Entry> => {
  await prober.settle();
  const all = await prober.list();
  const own = all.find((entry) => entry.scope === prober.scope.type && prober.isMine(entry));
  if (own !== undefined) return own;
  throw new Failure('gone', 'somebody removed or edited the override while it was probed', {
    hint: 'run the doctor again when nobody else works on this service',
  });
};
