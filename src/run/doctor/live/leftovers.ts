import { formatAddress } from '../../../model/address.js';
import type { Clock } from '../../../model/clock.js';
import { Failure } from '../../../model/failure.js';
import type { Scope } from '../../../model/scope.js';
import type { Entry } from './entries.js';
import { findMarked, listEverything, type MarkedEntry } from './clean-up.js';
import type { Sender } from './prober.js';

/** A run that still goes on writes its marks again at least this often, with the time of then. Seconds. */
const ALIVE = 45;

/** Pause between two looks at a mark that may be of a run that is alive, in milliseconds. */
const PAUSE = 3000;

/** Everything of a service, and what of it earlier live runs left behind. */
export interface Found {
  readonly everything: readonly Entry[];
  readonly leftovers: readonly MarkedEntry[];
}

/**
 * Finds what earlier live runs left behind. A mark that was written a moment ago may be of a run that is still going on: it is watched until
 * it is old enough, and the run ends with `doctor-running` if it changes meanwhile.
 */
export const findLeftovers = async (
  sender: Sender,
  scopes: readonly Scope[],
  { clock, interrupt }: { readonly clock: Clock; readonly interrupt: AbortSignal },
): Promise<Found> => {
  const { client } = sender.witness;
  const look = async (): Promise<Found> => {
    const everything = await listEverything(sender);
    return { everything, leftovers: findMarked(everything, scopes) };
  };
  const first = await look();
  let found = first;
  const isFresh = ({ time }: MarkedEntry): boolean => client.serverTime.at(clock.now()) / 1000 - time < ALIVE;
  while (found.leftovers.some(isFresh)) {
    await clock.sleep(PAUSE, AbortSignal.any([interrupt]));
    if (interrupt.aborted) throw new Failure('interrupted', 'interrupted; nothing was changed');
    found = await look();
    if (spell(found.leftovers) !== spell(first.leftovers)) {
      throw new Failure('doctor-running', 'another doctor is trying things out at this service', {
        hint: 'run this one again when the other has ended',
      });
    }
  }
  refuseEdited(found.leftovers);
  return found;
};

const spell = (marked: readonly MarkedEntry[]): string =>
  JSON.stringify(marked.map(({ entry, run, time }) => [entry.id, entry.updatedAt, run, time]));

/** What somebody edited after the doctor wrote it may be needed: it is named, and not removed. */
const refuseEdited = (marked: readonly MarkedEntry[]): void => {
  const edited = marked.find((each) => !each.isUntouched);
  if (edited === undefined) return;
  const address = formatAddress(edited.scope, edited.entry.key);
  throw new Failure(
    'edited-leftover',
    `an earlier live run left ${address} behind, and it was edited since: it is not removed`,
    {
      hint: 'delete it on Qovery if nobody needs it, or give it another description, and run the doctor again',
    },
  );
};
