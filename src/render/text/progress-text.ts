import { formatDuration, formatTime } from '../../text/time.js';
import type { RedeployResult } from '../../model/redeploy.js';
import { printable } from '../../text/escape.js';

/** Progress of writing a plan. */
export interface WriteProgress {
  readonly done: number;
  readonly total: number;
  /** Recent rate in changes per second; null if it is not known yet. */
  readonly rate: number | null;
  /** Requests left this hour; null if the API does not say. */
  readonly remaining: number | null;
}

/**
 * Describes the progress of writing: `Writing overrides: 120 of 400 done, 11/s, 634 requests left this hour, about 26s`. The remaining
 * time is omitted if there are not enough requests left, because the wait for the limit is unknown.
 */
export const describeWriting = ({ done, total, rate, remaining }: WriteProgress): string => {
  const open = total - done;
  const isPredictable = rate !== null && rate > 0 && open > 0 && (remaining === null || remaining >= open);
  return [
    `Writing overrides: ${String(done)} of ${String(total)} done`,
    ...(rate === null || rate <= 0 ? [] : [`${formatRate(rate)}/s`]),
    ...(remaining === null ? [] : [`${String(remaining)} requests left this hour`]),
    ...(isPredictable ? [`about ${formatDuration(Math.max(1000, (open / rate) * 1000))}`] : []),
  ].join(', ');
};

const formatRate = (rate: number): string =>
  rate < 10 ? rate.toFixed(1).replace('.0', '') : String(Math.round(rate));

/** Describes the progress of reading. */
export const describeReading = (read: number, total: number): string =>
  `Comparing manifests with Qovery: ${String(read)} of ${String(total)} services and scopes read`;

/** Describes a wait for the request limit. Times in milliseconds since 1970. */
export const describeLimitWait = (now: number, until: number): string =>
  `The request limit is used up: waiting ${formatDuration(Math.max(0, until - now))}, until ${formatTime(until)}`;

/** Describes why and when a request is sent again. */
export const describeRetry = (message: string, milliseconds: number): string =>
  `${printable(message)}; trying again in ${formatDuration(milliseconds)}`;

/** Describes the progress of the watched deployments. `elapsed` is in milliseconds. */
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
