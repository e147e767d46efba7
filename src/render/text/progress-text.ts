import { formatDuration, formatTime } from '../../text/time.js';
import type { RedeployResult } from '../../model/redeploy.js';
import { printable } from '../../text/escape.js';

/** How far the writing of a plan is. */
export interface WriteProgress {
  readonly done: number;
  readonly total: number;
  /** Changes a second of late; null where it is too early to say. */
  readonly rate: number | null;
  /** Requests left this hour; null where the API does not say. */
  readonly remaining: number | null;
}

/**
 * Says how far the writing is: `Writing overrides: 120 of 400 done, 11/s, 634 requests left this hour, about 26s`. The time is
 * left out where the requests will not suffice: nobody knows how long a wait for the limit will take.
 */
export const describeWriting = ({ done, total, rate, remaining }: WriteProgress): string => {
  const open = total - done;
  const isForeseen = rate !== null && rate > 0 && open > 0 && (remaining === null || remaining >= open);
  return [
    `Writing overrides: ${String(done)} of ${String(total)} done`,
    ...(rate === null || rate <= 0 ? [] : [`${formatRate(rate)}/s`]),
    ...(remaining === null ? [] : [`${String(remaining)} requests left this hour`]),
    ...(isForeseen ? [`about ${formatDuration(Math.max(1000, (open / rate) * 1000))}`] : []),
  ].join(', ');
};

const formatRate = (rate: number): string =>
  rate < 10 ? rate.toFixed(1).replace('.0', '') : String(Math.round(rate));

/** Says how far the reading is. */
export const describeReading = (read: number, total: number): string =>
  `Comparing manifests with Qovery: ${String(read)} of ${String(total)} services and scopes read`;

/** Says that the request limit is used up, and how long that lasts; times in milliseconds since 1970. */
export const describeLimitWait = (now: number, until: number): string =>
  `The request limit is used up: waiting ${formatDuration(Math.max(0, until - now))}, until ${formatTime(until)}`;

/** Says why a request is sent again, and when. */
export const describeRetry = (message: string, milliseconds: number): string =>
  `${printable(message)}; trying again in ${formatDuration(milliseconds)}`;

/** Says how far the deployments that are followed are; `elapsed` in milliseconds. */
export const describeRedeploying = (
  results: readonly Pick<RedeployResult, 'outcome' | 'state'>[],
  elapsed: number,
): string => {
  const count = (isMeant: (result: Pick<RedeployResult, 'outcome' | 'state'>) => boolean): number =>
    results.filter(isMeant).length;
  const failed = count(({ outcome }) => outcome === 'failed' || outcome === 'timed-out');
  const queued = count(({ outcome, state }) => outcome === 'requested' && /QUEUED|WAITING/.test(state ?? ''));
  const done = count(({ outcome }) => outcome === 'deployed');
  return [
    `Redeploying: ${String(done)} of ${String(results.length)} deployed`,
    ...(failed === 0 ? [] : [`${String(failed)} failed`]),
    ...(queued === 0 ? [] : [`${String(queued)} queued`]),
    formatDuration(elapsed),
  ].join(', ');
};
