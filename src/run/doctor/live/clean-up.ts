import { formatAddress } from '../../../model/address.js';
import { Failure } from '../../../model/failure.js';
import type { Scope } from '../../../model/scope.js';
import { isUntouched, readProbeMark } from '../../../plan/signing/probe-mark.js';
import { everyKindRoute } from '../../../qovery/secrets/routes.js';
import { readEntries, type Entry } from './entries.js';
import { sendProbe, type Prober, type ProberInput, type Sender } from './prober.js';

/** An entry with a mark that verifies, and where it is. */
export interface MarkedEntry {
  readonly entry: Entry;
  readonly scope: Scope;
  /** The run that made it. */
  readonly run: string;
  /** Seconds since 1970 in its mark. */
  readonly time: number;
  /** Whether nobody edited it since. */
  readonly isUntouched: boolean;
}

/** Lists everything of a service, whatever the interrupt says; throws a `Failure` if that is not possible. */
export const listEverything = (sender: Sender): Promise<readonly Entry[]> =>
  listEntries(sender, everyKindRoute(sender.scope));

/** Lists what a path lists, likewise. */
export const listEntries = async (sender: Sender, path: string): Promise<readonly Entry[]> => {
  const { status, json } = await sendProbe(sender, { method: 'GET', path });
  const entries = status === 200 ? readEntries(json) : null;
  if (entries !== null) return entries;
  throw new Failure(
    'access-denied',
    `the variables of the service cannot be listed (status ${String(status)})`,
    {
      hint: 'a live run needs a token that may list them: it must find again what it makes',
    },
  );
};

/** Finds what live runs made at some scopes: only what carries a mark that verifies there. */
export const findMarked = (entries: readonly Entry[], scopes: readonly Scope[]): readonly MarkedEntry[] =>
  scopes.flatMap((scope) =>
    entries
      .filter((entry) => entry.scope === scope.type)
      .flatMap((entry) => {
        const mark = readProbeMark(entry.description, { scopeId: scope.id, secretKey: entry.key });
        return mark === null
          ? []
          : [{ entry, scope, ...mark, isUntouched: isUntouched(mark, entry.ownTime) }];
      }),
  );

/** Removes one entry by the route that fits every kind; gives the status. */
export const removeMarked = async (sender: Sender, { entry }: MarkedEntry): Promise<number> => {
  const path = `/variable/${encodeURIComponent(entry.id)}`;
  return (await sendProbe(sender, { method: 'DELETE', path })).status;
};

/** How often to look for what was made, and the pause between two looks in milliseconds: lists, and writes, may be late. */
const MOST_LOOKS = 10;
const PAUSE = 1000;

/**
 * Removes what this run made, whatever became of its probes: it looks until a list shows nothing of it. Gives the addresses of what is left;
 * where the API cannot be asked any more, those are of what may be left.
 */
export const cleanUp = async (
  prober: Prober,
  sender: Sender,
  { run, clock }: Pick<ProberInput, 'run' | 'clock'>,
  { scopes, hasLost }: { readonly scopes: readonly Scope[]; readonly hasLost: boolean },
): Promise<readonly string[]> => {
  const { made } = prober;
  let left: readonly MarkedEntry[] = [];
  try {
    for (let looks = 1; looks <= MOST_LOOKS; looks += 1) {
      left = findMarked(await listEverything(sender), scopes).filter((marked) => marked.run === run);
      const isAwaited = made.size > 0 || (hasLost && looks <= MOST_LOOKS / 2);
      if (left.length === 0 && !isAwaited) return [];
      for (const marked of left) {
        await removeMarked(sender, marked);
        for (const [id, key] of made) if (key === marked.entry.key) made.delete(id);
      }
      if (left.length === 0 || looks > 1) await clock.sleep(PAUSE);
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (left.length === 0) return [formatAddress(prober.scope, prober.parent.key)];
  }
  return left.map(({ entry, scope }) => formatAddress(scope, entry.key));
};
