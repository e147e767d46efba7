import type { RequestUsage } from '../../model/plan.js';
import { formatTime, LAST_TIME } from '../../text/time.js';
import { formatCount } from '../../text/words.js';

/**
 * Renders the cost of the run: `Requests: 5 made, 3 to apply; 992 of 1000 left this hour.`
 * `toApply` is null once nothing is left to apply. Limits appear only if the API sent them.
 */
export const renderRequests = (usage: RequestUsage, toApply: number | null): string => {
  const planned = toApply === null ? '' : `, ${String(toApply)} to apply`;
  return `Requests: ${String(usage.made)} made${planned}${describeRemaining(usage)}.`;
};

const describeRemaining = ({ limit, remaining }: RequestUsage): string => {
  if (remaining === null) return '';
  const most = limit === null ? '' : ` of ${String(limit)}`;
  return `; ${String(remaining)}${most} left this hour`;
};

/** Warns if apply needs more requests than are left this hour; null if it fits, or if the API sent no limits. */
export const warnOfBudget = (usage: RequestUsage, toApply: number): string | null => {
  const { remaining, resetsAt } = usage;
  if (remaining === null || toApply <= remaining) return null;
  const reset =
    resetsAt !== null && Math.abs(resetsAt) <= LAST_TIME ? ` until ${formatTime(resetsAt)}` : ' this hour';
  return `apply needs ${formatCount(toApply, 'request')}, but the API allows ${String(remaining)} more${reset}; pass --wait to pause until the limit resets.`;
};
