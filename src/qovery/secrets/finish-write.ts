import { isWithinWindow, MOST_AHEAD } from '../../model/marker.js';
import type { RemoteSecret } from '../../model/remote-secret.js';
import type { WriteResult } from '../../model/write.js';
import type { Success } from '../client/api-request.js';
import type { WriteRun } from './write-run.js';
import { sentTime, updateRequest, type WriteTarget } from './write-target.js';

/** So often is one override written again, at most, to get a marker that fits its own time: requests may just be slow. */
const MOST_REWRITES = 3;

/** The same where a marker was ahead of its own time: then front ends have different clocks, and it is a matter of luck which one answers. */
const MOST_REWRITES_BY_CHANCE = 8;

/** When the API dated a write, by its clock, and how that fits the local one. Milliseconds. */
interface Reading {
  readonly ownTime: number;
  /** Whether the marker was ahead of it. */
  readonly isEarly: boolean;
  readonly endedAt: number;
  /** How long the request took. */
  readonly duration: number;
}

/**
 * Finishes a write that the API confirmed: where the marker does not fit the own time that the API gave to the entry, it writes again with
 * a marker by that very clock. If that fails, the value is still in place, and the next run corrects the marker.
 * `before` is the own time that the entry had before; null for a new one.
 */
export const finishAnswered = async (
  run: WriteRun,
  target: WriteTarget,
  first: Success<RemoteSecret>,
  before: number | null,
): Promise<WriteResult> => {
  const overrideId = first.value.id;
  const readings: Reading[] = [];
  let answer = first;
  let seen = before;
  for (;;) {
    const { markerTime, startedAt, endedAt } = answer;
    const ownTime = await run.ownTimes(target, answer, seen);
    const result: WriteResult = { kind: 'applied', overrideId, markerTime };
    if (ownTime === null || isWithinWindow(ownTime, markerTime * 1000)) return result;
    readings.push({
      ownTime,
      isEarly: ownTime < markerTime * 1000,
      endedAt,
      duration: endedAt - startedAt,
    });
    if (readings.length > mostRewrites(readings)) return result;
    const again = await run.client.request({
      ...updateRequest(target, overrideId, false),
      markerTime: timeBy(readings),
    });
    if (again.kind !== 'success') return result;
    seen = answer.value.ownTime;
    answer = again;
  }
};

/** Finishes a write that a list shows as done. */
export const finishListed = async (
  run: WriteRun,
  target: WriteTarget,
  secret: RemoteSecret,
): Promise<WriteResult> => {
  const { id, ownTime } = secret;
  const markerTime = sentTime(target, secret);
  const isDated = ownTime > 0 && ownTime !== target.operation.change.ownTime;
  if (markerTime !== null && isDated && !isWithinWindow(ownTime, markerTime * 1000)) {
    const again = await run.client.request(updateRequest(target, id, false));
    if (again.kind === 'success') return finishAnswered(run, target, again, ownTime);
  }
  return { kind: 'applied', overrideId: id, markerTime };
};

const mostRewrites = (readings: readonly Reading[]): number =>
  readings.some(({ isEarly }) => isEarly) ? MOST_REWRITES_BY_CHANCE : MOST_REWRITES;

/**
 * Times the next marker by what the API showed for this write: by the clock that dated it last, and then by the one before, because a
 * second front end with another clock may take turns. It allows for the time that a request takes, up to what a marker may be ahead.
 */
const timeBy = (readings: readonly Reading[]): ((startedAt: number) => number) => {
  const reading = readings.at(readings.length % 2 === 0 ? -2 : -1);
  return (startedAt) => {
    if (reading === undefined) throw new TypeError('nothing to time a marker by');
    const { ownTime, endedAt, duration } = reading;
    return Math.floor((ownTime + (startedAt - endedAt) + Math.min(duration, MOST_AHEAD)) / 1000);
  };
};
