import { readJsonFile } from '../files/read.js';

/** What happened, as far as it matters to what the action may do. */
export interface JobEvent {
  /** Such as `push` or `pull_request`. */
  readonly name: string;
  /** Whether the code of a pull request runs in this job. */
  readonly isPullRequest: boolean;
  /** Whether that code comes from another repository. */
  readonly isFork: boolean;
}

interface Payload {
  readonly pull_request?: {
    readonly head?: { readonly repo?: { readonly full_name?: unknown } | null };
  };
}

/** Reads the event that a job runs for. Source: "Events that trigger workflows" in GitHub's documentation. */
export const readEvent = (env: Readonly<Record<string, string | undefined>>): JobEvent => {
  const name = env['GITHUB_EVENT_NAME'] ?? '';
  const request = readPayload(env['GITHUB_EVENT_PATH']).pull_request;
  const isPullRequest = request !== undefined;
  return {
    name,
    isPullRequest,
    // Where a fork was deleted, its repository is null.
    isFork: isPullRequest && request.head?.repo?.full_name !== env['GITHUB_REPOSITORY'],
  };
};

const readPayload = (path: string | undefined): Payload =>
  path === undefined || path === '' ? {} : ((readJsonFile(path) as Payload | null) ?? {});
