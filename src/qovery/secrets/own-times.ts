import { isWithinWindow } from '../../model/marker.js';
import type { RemoteSecret } from '../../model/remote-secret.js';
import type { Success } from '../client/api-request.js';
import type { Client } from '../client/client.js';
import { relist } from './relist.js';
import { sentTime, type WriteTarget } from './write-target.js';

/**
 * Finds out when the API dated a write, in milliseconds since 1970; null where nobody can know. `before` is the own time that the entry
 * was last seen with, null where it was never seen.
 */
export type OwnTimes = (
  target: WriteTarget,
  answer: Success<RemoteSecret>,
  before: number | null,
) => Promise<number | null>;

/**
 * Makes the reader of own times of one run. A server may spell its answer before it dates the entry; such an answer shows the time from
 * before and says nothing. Then one list tells what the clock of the API's data shows, and the rest of the run is judged by that.
 */
export const createOwnTimes = (client: Client): OwnTimes => {
  const { serverTime } = client;
  let look: Promise<number | null> | null = null;
  let areUpdatesStale = false;

  const lookUp = async (target: WriteTarget, answer: Success<RemoteSecret>): Promise<number | null> => {
    const relisting = await relist(client, target);
    const own = relisting.kind === 'listed' ? relisting.own : null;
    if (own === null || own.ownTime === 0 || own.ownTime === answer.value.ownTime) return null;
    if (sentTime(target, own) !== answer.markerTime) return null;
    learn(answer, own.ownTime);
    return own.ownTime;
  };

  const learn = ({ startedAt, endedAt, isRepeated }: Success<RemoteSecret>, ownTime: number): void => {
    if (!isRepeated) serverTime.observeWrite(ownTime, startedAt, endedAt);
  };

  return async (target, answer, before) => {
    const { ownTime } = answer.value;
    const estimate = serverTime.dataTime(answer.endedAt);
    if (before !== null && ownTime === before) {
      // The own time is the later of two, and the clock that dated the creation may be ahead of the one that dated this edit.
      if (estimate !== null && isWithinWindow(ownTime, answer.markerTime * 1000)) return ownTime;
      areUpdatesStale = true;
    }
    if (ownTime > 0 && !(before !== null && areUpdatesStale)) {
      learn(answer, ownTime);
      return ownTime;
    }
    if (estimate === null && look === null) {
      look = lookUp(target, answer);
      return look;
    }
    await look;
    return serverTime.dataTime(answer.endedAt);
  };
};
