import type { EnvironmentPlace } from '../../model/deployment.js';
import type { Scope } from '../../model/scope.js';
import type { ChangeOutcome, WriteFailure } from '../../model/write.js';
import { changeToJson } from './plan-json.js';
import { escapeJson } from '../../text/escape.js';

/** The facts that every line of a receipt contains. */
export interface ReceiptRun {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly toolVersion: string;
  /** SHA-256 of the planned changes, without their values. */
  readonly planDigest: string;
}

/** Renders the first line of a run's receipt. */
export const renderReceiptStart = (run: ReceiptRun, writes: number): string =>
  renderLine({
    kind: 'run',
    startedAt: formatInstant(run.startedAt),
    tool: { name: 'qoverride', version: run.toolVersion },
    planDigest: run.planDigest,
    writes,
  });

/** Renders the line for one change, once its outcome is known. It never contains a value. A delete names the deleted override. */
export const renderReceiptChange = (run: ReceiptRun, entry: ChangeOutcome): string =>
  renderLine({
    kind: 'change',
    planDigest: run.planDigest,
    ...changeToJson({ ...entry.change, overrideId: entry.overrideId ?? entry.change.overrideId }),
    outcome: entry.outcome,
    error: entry.error === null ? null : { code: entry.error.code, message: entry.error.message },
    startedAt: entry.startedAt === null ? null : formatInstant(entry.startedAt),
    endedAt: entry.endedAt === null ? null : formatInstant(entry.endedAt),
  });

/** One request to redeploy services of an environment. Times in milliseconds since 1970. */
export interface ReceiptRedeploy {
  readonly environment: EnvironmentPlace;
  readonly services: readonly Scope[];
  /** Null if the request was accepted. */
  readonly error: WriteFailure | null;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** Renders the line for one redeploy request. */
export const renderReceiptRedeploy = (
  run: ReceiptRun,
  { environment, services, error, startedAt, endedAt }: ReceiptRedeploy,
): string =>
  renderLine({
    kind: 'redeploy',
    planDigest: run.planDigest,
    environmentId: environment.id,
    environment: `${environment.project}/${environment.environment ?? environment.id}`,
    services: services.map(({ id, service, type }) => ({ id, name: service ?? id, type })),
    outcome: error === null ? 'requested' : 'failed',
    error: error === null ? null : { code: error.code, message: error.message },
    startedAt: formatInstant(startedAt),
    endedAt: formatInstant(endedAt),
  });

/** Renders the last line of a run's receipt. A receipt without it belongs to a run that was killed. */
export const renderReceiptEnd = (run: ReceiptRun, endedAt: number, exitCode: number): string =>
  renderLine({ kind: 'end', planDigest: run.planDigest, endedAt: formatInstant(endedAt), exitCode });

const formatInstant = (milliseconds: number): string => new Date(milliseconds).toISOString();

const renderLine = (value: object): string => `${escapeJson(JSON.stringify(value))}\n`;
