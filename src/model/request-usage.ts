/** Requests of one run, and what the answers said of the hourly limit. */
export interface RequestUsage {
  readonly made: number;
  /** From the response headers of the newest answer; null where the API sends none. */
  readonly limit: number | null;
  readonly remaining: number | null;
  /** Milliseconds since 1970, local clock; null where the API sends none. */
  readonly resetsAt: number | null;
}
