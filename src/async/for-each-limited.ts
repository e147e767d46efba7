import pLimit, { type LimitFunction } from 'p-limit';

/** How many pieces of work may run at once; several calls may share one limit. */
export type Limit = LimitFunction;

/** Makes a limit of so many at once. */
export const createLimit = (concurrency: number): Limit => pLimit(concurrency);

/** What bounds the work of `forEachLimited`. */
export interface LimitOptions {
  readonly limit: Limit;
  /** Once aborted nothing new is started; what is under way finishes. Default: nothing does. */
  readonly interrupt?: AbortSignal;
}

/**
 * Does a piece of work for each item, in their order, as many at once as the limit allows. After an error nothing new is started,
 * and the first error is thrown once everything under way has ended.
 */
export const forEachLimited = async <Item>(
  items: readonly Item[],
  { limit, interrupt }: LimitOptions,
  work: (item: Item) => Promise<void>,
): Promise<void> => {
  const queue = items.values();
  const errors: unknown[] = [];
  // Lanes take items from one queue: a promise for each item would hold a kilobyte of memory for each.
  const runLane = async (): Promise<void> => {
    for (const item of queue) {
      if (errors.length > 0 || interrupt?.aborted === true) return;
      try {
        await work(item);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  const lanes = Math.min(limit.concurrency, items.length);
  await Promise.all(Array.from({ length: lanes }, () => limit(runLane)));
  if (errors.length > 0) throw errors[0];
};
