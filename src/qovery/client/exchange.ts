import { obtain } from '../../model/obtain.js';
import type { Answer, ApiRequest, ClientEvent } from './api-request.js';
import { backoffDelay, type Fault } from '../../http/classify.js';
import { createPatience, type Patience } from './patience.js';
import type { Explanation } from '../../model/explanation.js';
import { INTERRUPTED, OUT_OF_BUDGET } from './problems.js';
import { describeAttempt, sendOnce, type SendOptions, type SentAttempt, type Held } from './send-once.js';
import type { Attempt } from '../../http/transport.js';
import type { Clock } from '../../model/clock.js';
import type { Budget } from './budget.js';

/** What sending works with; one of each for a run. */
export interface ExchangeOptions extends SendOptions {
  /** Ends everything at once. */
  readonly signal: AbortSignal;
  readonly random: () => number;
  /** Milliseconds for one request with all its attempts. */
  readonly retryFor: number;
  /** Whether waits for the budget may take as long as they like. */
  readonly wait: boolean;
  readonly notify: ((event: ClientEvent) => void) | null;
}

/** Sends a request until its outcome is clear. Never rejects, but for a bug. */
export type Exchange = (request: ApiRequest) => Promise<Answer>;

/** Where not even the first answer of a run comes, giving up takes no longer than this, in milliseconds. */
const FIRST_CONTACT = 5000;

/** Makes the exchange of one run: attempts take turns at the gate and with the budget, and hold neither while they wait. */
export const createExchange = (options: ExchangeOptions): Exchange => {
  const { clock, gate, notify, random } = options;
  const waitForBudget = createBudgetWait(options);
  const joined = new Map<AbortSignal, AbortSignal>();
  const join = (signal: AbortSignal): AbortSignal =>
    obtain(joined, signal, () => AbortSignal.any([options.signal, signal]));
  let isAnswered = false;

  return async (request) => {
    const patience = request.patience ?? createPatience(options.retryFor, options.wait);
    const signal = request.signal === null ? options.signal : join(request.signal);
    let mayHaveRun = false;
    for (let attempts = 0; ;) {
      const isStoppable = request.isStoppable && attempts === 0;
      const sent = await gate.run((ticket) => sendOnce(options, request, { signal, isStoppable }, ticket));
      if (sent.kind === 'stopped') return giveUp(INTERRUPTED, mayHaveRun);
      if (sent.kind === 'held') {
        const problem = await waitForBudget(sent.held, patience, signal);
        if (problem !== null) return giveUp(problem, mayHaveRun, true);
        continue;
      }
      attempts += 1;
      mayHaveRun ||= sent.outcome.mayHaveRun;
      isAnswered ||= sent.attempt.kind === 'answer';
      if (!isAnswered && isNoContact(sent.attempt)) patience.shorten(FIRST_CONTACT);
      patience.spend(sent.endedAt - sent.startedAt);
      const answer = conclude(options, request, sent, mayHaveRun);
      if (answer !== null) return answer;
      if (sent.isExhausted) continue;

      const problem = describeAttempt(options, request, sent.attempt);
      const delay = backoffDelay(attempts, sent.retryAfter, random());
      const isPaced =
        sent.retryAfter !== null && sent.attempt.kind === 'answer' && sent.attempt.status === 429;
      if (!(isPaced ? patience.pause(delay) : patience.takes(delay))) return giveUp(problem, mayHaveRun);
      notify?.({ kind: 'retrying', milliseconds: delay, message: problem.message });
      // One of its own for each wait: Node warns of many listeners on a shared one.
      await clock.sleep(delay, AbortSignal.any([signal]));
    }
  };
};

/** The answer that an attempt settles its request with; null where it is to be sent again. */
const conclude = (
  options: ExchangeOptions,
  request: ApiRequest,
  sent: SentAttempt,
  mayHaveRun: boolean,
): Answer | null => {
  const { attempt, json, startedAt, endedAt, markerTime } = sent;
  switch (sent.outcome.verdict) {
    case 'succeed':
      return { kind: 'success', json, startedAt, endedAt, markerTime };
    case 'retry':
      return null;
    case 'settle':
      return { kind: 'unknown', problem: describeAttempt(options, request, attempt) };
    case 'fail': {
      const problem = describeAttempt(options, request, attempt);
      return attempt.kind === 'answer' && attempt.status >= 400 && attempt.status < 500
        ? { kind: 'refused', status: attempt.status, problem, isFatal: false, mayHaveRun }
        : giveUp(problem, mayHaveRun);
    }
  }
};

const giveUp = (problem: Explanation, mayHaveRun: boolean, isFatal: boolean = isHopeless(problem)): Answer =>
  mayHaveRun ? { kind: 'unknown', problem } : { kind: 'failed', problem, isFatal };

/** Whether a problem will meet every other request as well. */
const isHopeless = ({ code }: Explanation): boolean => HOPELESS.has(code);

const HOPELESS: ReadonlySet<string> = new Set([
  'interrupted',
  'redirected',
  'unreachable',
  'untrusted-certificate',
]);

const isNoContact = (attempt: Attempt): boolean => attempt.kind === 'fault' && NO_CONTACT.has(attempt.fault);

const NO_CONTACT: ReadonlySet<Fault> = new Set(['refused', 'unknown-host', 'no-route', 'proxy-refused']);

/** What waiting works with. */
export interface BudgetWaitOptions {
  readonly budget: Budget;
  readonly clock: Clock;
  /** Ends waits for the budget. */
  readonly stop: AbortSignal;
  readonly notify: ((event: ClientEvent) => void) | null;
}

/** Waits until the budget may allow a request; gives the problem when that is not worth it, or was interrupted. */
export type BudgetWait = (held: Held, patience: Patience, signal: AbortSignal) => Promise<Explanation | null>;

/** Makes the wait of one run; each pause is announced once, however many requests wait for its end. */
export const createBudgetWait = (options: BudgetWaitOptions): BudgetWait => {
  const { budget, clock, stop, notify } = options;
  let announced = 0;
  return async (held, patience, signal) => {
    if (held.kind === 'hold') {
      await budget.nextNews();
      return null;
    }
    const milliseconds = held.until - clock.now();
    if (!patience.pause(milliseconds)) return OUT_OF_BUDGET;
    if (announced !== held.until) {
      announced = held.until;
      notify?.({ kind: 'waiting', milliseconds, until: held.until });
    }
    await clock.sleep(milliseconds, AbortSignal.any([signal, stop]));
    return signal.aborted || stop.aborted ? INTERRUPTED : null;
  };
};
