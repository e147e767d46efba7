/** Requests of one run, and what the answers said of the hourly limit. Source: the headers `X-RateLimit-…` of the API's documentation. */
export interface RequestUsage {
  /** Attempts that were sent, each of them one. */
  readonly made: number;
  /** From the response headers of the newest answer; null where the API sends none. */
  readonly limit: number | null;
  /** Requests that are left until the reset; null where the API sends none. */
  readonly remaining: number | null;
  /** Milliseconds since 1970, local clock; null where the API sends none. */
  readonly resetsAt: number | null;
}
