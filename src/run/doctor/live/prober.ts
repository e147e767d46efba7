import { Failure, throwIfInterrupted } from '../../../model/failure.js';
import { formatAddress } from '../../../model/address.js';
import type { Clock } from '../../../model/clock.js';
import type { Scope } from '../../../model/scope.js';
import type { SecretValue } from '../../../model/secret-value.js';
import { formatProbeMark, readProbeMark, type ProbeMark } from '../../../plan/signing/probe-mark.js';
import type { ApiRequest, RawAnswer } from '../../../qovery/client/api-request.js';
import { secretRoutes, type SecretRoutes } from '../../../qovery/secrets/routes.js';
import type { Observations } from '../observations.js';
import type { Witness } from '../witness.js';
import { readEntries, readEntry, type Entry } from './entries.js';

/** What the probes of one live run share. */
export interface Prober {
  /** The service that they write at. */
  readonly scope: Scope;
  readonly routes: SecretRoutes;
  /** The secret to override. */
  readonly parent: Entry;
  readonly value: SecretValue;
  readonly otherValue: SecretValue;
  readonly observations: Observations;
  readonly witness: Witness;
  readonly clock: Clock;
  /** Sends one request, in every form that a probe may have. Throws a `Failure` where its outcome is unknown. */
  readonly send: (request: ProbeRequest) => Promise<RawAnswer>;
  /** Lists the secrets of the service, by the route that a plan uses. */
  readonly list: () => Promise<readonly Entry[]>;
  /** Makes a mark for a key at a scope, by default for the override, dated now. */
  readonly mark: (secretKey?: string, scopeId?: string) => string;
  readonly markNow: () => ProbeMark;
  /** Whether an entry was made by this run. */
  readonly isMine: (entry: Pick<Entry, 'key' | 'description'>, scopeId?: string) => boolean;
  /** Waits, unless the run is interrupted. Throws `interrupted` if it is. */
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Waits until a list shows the last write, where lists or writes were seen to be late. */
  readonly settle: () => Promise<void>;
  /** Notes that a list showed a write only after so many milliseconds. */
  readonly noteLateness: (milliseconds: number) => void;
  /** What this run made and has not removed: ids, as the answers gave them, with their keys. */
  readonly made: Map<string, string>;
}

/** One request of a probe. */
export interface ProbeRequest {
  readonly method: ApiRequest<unknown>['method'];
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** What a prober is made from. */
export interface ProberInput extends Pick<
  Prober,
  'scope' | 'parent' | 'value' | 'otherValue' | 'observations' | 'witness' | 'clock'
> {
  /** Tells the entries of this run from others: see `ProbeMark`. */
  readonly run: string;
  readonly interrupt: AbortSignal;
}

/** How much longer a wait for late lists or writes is than the one that was seen, in milliseconds. */
const MARGIN = 2000;

/** Makes what the probes of one live run share. */
export const createProber = (input: ProberInput): Prober => {
  const { scope, parent, run, interrupt, clock, witness } = input;
  const { client } = witness;
  const routes = secretRoutes(scope, client.routes.isOldGone());
  const made = new Map<string, string>();
  let lateness = 0;

  const requireGoingOn = (): void => {
    throwIfInterrupted(interrupt);
  };
  const send = async (request: ProbeRequest): Promise<RawAnswer> => {
    requireGoingOn();
    const answer = await sendProbe({ ...input, secretKey: parent.key }, request);
    const entry = request.method === 'POST' && answer.status < 300 ? readEntry(answer.json) : null;
    if (entry !== null) made.set(entry.id, entry.key);
    if (request.method === 'DELETE' && answer.status === 204)
      made.delete(request.path.split('/').at(-1) ?? '');
    return answer;
  };
  const pause = async (milliseconds: number): Promise<void> => {
    await clock.sleep(milliseconds, AbortSignal.any([interrupt]));
    requireGoingOn();
  };
  const list = async (path: string): Promise<readonly Entry[]> => {
    const { status, json } = await send({ method: 'GET', path });
    const entries = status === 200 ? readEntries(json) : null;
    if (entries !== null) return entries;
    throw new Failure('unexpected-answer', `the list of secrets cannot be read (status ${String(status)})`);
  };
  const markNow = (): ProbeMark => ({
    time: Math.floor(client.serverTime.at(clock.now()) / 1000),
    run,
  });

  return {
    ...input,
    routes,
    send,
    list: () => list(routes.list),
    markNow,
    mark: (secretKey = parent.key, scopeId = scope.id) => formatProbeMark(markNow(), { secretKey, scopeId }),
    isMine: ({ key, description }, scopeId = scope.id) =>
      readProbeMark(description, { secretKey: key, scopeId })?.run === run,
    pause,
    settle: async () => {
      if (lateness > 0) await pause(lateness + MARGIN);
    },
    noteLateness: (milliseconds) => {
      lateness = milliseconds;
    },
    made,
  };
};

/** What sending a request takes. */
export interface Sender extends Pick<Prober, 'scope' | 'value' | 'otherValue' | 'witness'> {
  /** For messages. */
  readonly secretKey: string;
}

/** Sends a request whatever the interrupt says; throws a `Failure` where its outcome is unknown. */
export const sendProbe = async (
  { scope, secretKey, value, otherValue, witness }: Sender,
  { method, path, body }: ProbeRequest,
): Promise<RawAnswer> => {
  const answer = await witness.client.request({
    method,
    path,
    route: path.split('?')[0] ?? path,
    body: body === undefined ? null : () => body,
    secrets: [value, otherValue],
    parse: () => true,
    isInterruptible: false,
    signal: null,
    retryBudget: null,
  });
  const last = witness.last();
  const isClear = answer.kind === 'success' || (answer.kind === 'refused' && !answer.isFatal);
  if (isClear && last !== null) return last;
  const { code, message, hint } =
    answer.kind === 'success'
      ? { code: 'unexpected-answer', message: 'an answer got lost', hint: null }
      : answer.problem;
  const at = formatAddress(scope, secretKey);
  throw new Failure(code, `the probe at ${at} ended early: ${message}`, { hint });
};
