import type { EnvironmentPlace } from '../../model/deployment.js';
import type { Scope } from '../../model/scope.js';
import type { ChangeOutcome, WriteFailure } from '../../model/write.js';
import { changeToJson } from './plan-json.js';
import { escapeJson } from '../../text/escape.js';

/** What every line of a receipt carries. */
export interface ReceiptRun {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly toolVersion: string;
  /** SHA-256 over what the plan will do, without anything of its values. */
  readonly planDigest: string;
}

/** The line that opens a run's receipt. */
export const renderReceiptStart = (run: ReceiptRun, writes: number): string =>
  renderLine({
    kind: 'run',
    startedAt: formatInstant(run.startedAt),
    tool: { name: 'qoverride', version: run.toolVersion },
    planDigest: run.planDigest,
    writes,
  });

/** The line for one change, as soon as its outcome is known; never a value. A delete names what it deleted. */
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
  /** Null where it was accepted. */
  readonly error: WriteFailure | null;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** The line for one request to redeploy. */
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

/** The line that closes a run's receipt; a receipt without it is that of a run that was killed. */
export const renderReceiptEnd = (run: ReceiptRun, endedAt: number, exitCode: number): string =>
  renderLine({ kind: 'end', planDigest: run.planDigest, endedAt: formatInstant(endedAt), exitCode });

const formatInstant = (milliseconds: number): string => new Date(milliseconds).toISOString();

const renderLine = (value: object): string => `${escapeJson(JSON.stringify(value))}\n`;
