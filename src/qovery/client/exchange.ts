import { backoffDelay } from '../../async/backoff.js';
import { createRetryBudget, type RetryBudget } from '../../async/retry-budget.js';
import type { Fault } from '../../http/classify.js';
import type { Attempt } from '../../http/http-client.js';
import { isHtml } from '../../http/is-html.js';
import type { Clock } from '../../model/clock.js';
import { obtain } from '../../model/obtain.js';
import type { Answer, ApiRequest, ClientEvent, Unsuccessful } from './api-request.js';
import type { Budget } from './budget.js';
import type { Explanation } from '../../model/explanation.js';
import { readExistingId } from './existing-id.js';
import { INTERRUPTED, OUT_OF_BUDGET } from './problems.js';
import {
  explainAttempt,
  sendOnce,
  type Held,
  type SendOptions,
  type UnsuccessfulAttempt,
} from './send-once.js';

/** What sending works with; one of each for a run. */
export interface ExchangeOptions extends SendOptions {
  /** Aborts everything. */
  readonly signal: AbortSignal;
  readonly random: () => number;
  /** Milliseconds for one request with all its attempts. */
  readonly retryFor: number;
  /** Whether waits for the request limit may take as long as needed. */
  readonly wait: boolean;
  readonly notify: ((event: ClientEvent) => void) | null;
}

/** Sends a request until its outcome is clear. Rejects only for a bug. */
export type Exchange = <Value>(request: ApiRequest<Value>) => Promise<Answer<Value>>;

/** Before the first answer of a run, giving up takes no longer than this, in milliseconds. */
const FIRST_CONTACT = 5000;

/** Makes the exchange of one run: attempts take turns at the gate and within the request limit, and hold neither while they wait. */
export const createExchange = (options: ExchangeOptions): Exchange => {
  const { clock, gate, notify, random } = options;
  const waitForBudget = createBudgetWait(options);
  const joined = new Map<AbortSignal, AbortSignal>();
  const join = (signal: AbortSignal): AbortSignal =>
    obtain(joined, signal, () => AbortSignal.any([options.signal, signal]));
  let isAnswered = false;

  return async (request) => {
    const retryBudget = request.retryBudget ?? createRetryBudget(options.retryFor, options.wait);
    const signal = request.signal === null ? options.signal : join(request.signal);
    let mayHaveRun = false;
    for (let attempts = 0; ;) {
      const isInterruptible = request.isInterruptible && attempts === 0;
      const sent = await gate.run((ticket) =>
        sendOnce(options, request, { signal, isInterruptible }, ticket),
      );
      if (sent.kind === 'stopped') return giveUp(INTERRUPTED, mayHaveRun);
      if (sent.kind === 'held') {
        const problem = await waitForBudget(sent.held, retryBudget, signal);
        if (problem !== null) return giveUp(problem, mayHaveRun, true);
        continue;
      }
      if (sent.kind === 'success') {
        isAnswered = true;
        retryBudget.spend(sent.endedAt - sent.startedAt);
        return { ...sent, isRepeated: mayHaveRun };
      }
      attempts += 1;
      mayHaveRun ||= sent.outcome.mayHaveRun;
      isAnswered ||= sent.attempt.kind === 'answer';
      if (!isAnswered && isNoContact(sent.attempt)) retryBudget.shorten(FIRST_CONTACT);
      retryBudget.spend(sent.duration);
      const problem = explainAttempt(options, request, sent.attempt);
      const answer = conclude(sent, problem, mayHaveRun);
      if (answer !== null) return answer;
      if (sent.isExhausted) continue;

      const delay = backoffDelay(attempts, sent.retryAfter, random());
      const isPaced =
        sent.retryAfter !== null && sent.attempt.kind === 'answer' && sent.attempt.status === 429;
      if (!(isPaced ? retryBudget.tryPause(delay) : retryBudget.tryWait(delay)))
        return giveUp(problem, mayHaveRun);
      notify?.({ kind: 'retrying', milliseconds: delay, message: problem.message });
      // A separate signal for each wait: Node warns about many listeners on one.
      await clock.sleep(delay, AbortSignal.any([signal]));
    }
  };
};

/** The answer that an attempt settles its request with; null where it is to be sent again. */
const conclude = (
  { attempt, outcome }: UnsuccessfulAttempt,
  problem: Explanation,
  mayHaveRun: boolean,
): Unsuccessful | null => {
  switch (outcome.verdict) {
    case 'retry':
      return null;
    case 'settle':
      return { kind: 'unknown', problem };
    case 'fail':
      return isRefusal(attempt, mayHaveRun)
        ? {
            kind: 'refused',
            status: attempt.status,
            problem,
            isFatal: false,
            mayHaveRun,
            existingId: attempt.status === 409 ? readExistingId(attempt.body) : null,
          }
        : giveUp(problem, mayHaveRun);
  }
};

/**
 * Whether Qovery itself refused, so that the request was not carried out and never will be: a page comes from something in front of it,
 * which says nothing about tokens and secrets.
 */
const isRefusal = (
  attempt: Attempt,
  mayHaveRun: boolean,
): attempt is Extract<Attempt, { readonly kind: 'answer' }> => {
  if (attempt.kind !== 'answer') return false;
  const { status } = attempt;
  if (status === 501) return !mayHaveRun && !isHtml(attempt);
  return status >= 400 && status < 500 && (status === 401 || !isHtml(attempt));
};

const giveUp = (
  problem: Explanation,
  mayHaveRun: boolean,
  isFatal: boolean = isHopeless(problem),
): Unsuccessful => (mayHaveRun ? { kind: 'unknown', problem } : { kind: 'failed', problem, isFatal });

/** Whether every other request will have the same problem. */
const isHopeless = ({ code }: Explanation): boolean => HOPELESS.has(code);

const HOPELESS: ReadonlySet<string> = new Set([
  'interrupted',
  'redirected',
  'unreachable',
  'untrusted-certificate',
  'invalid-certificate',
  'tls-failed',
]);

const isNoContact = (attempt: Attempt): boolean => attempt.kind === 'fault' && NO_CONTACT.has(attempt.fault);

const NO_CONTACT: ReadonlySet<Fault> = new Set(['refused', 'unknown-host', 'no-route', 'proxy-refused']);

/** What waiting for the request limit works with. */
export interface BudgetWaitOptions {
  readonly budget: Budget;
  readonly clock: Clock;
  /** Ends the waits. */
  readonly interrupt: AbortSignal;
  readonly notify: ((event: ClientEvent) => void) | null;
}

/** Waits until a request may be sent; returns the problem when that takes too long, or was interrupted. */
export type BudgetWait = (
  held: Held,
  retryBudget: RetryBudget,
  signal: AbortSignal,
) => Promise<Explanation | null>;

/** Makes the wait of one run. Each pause is announced once, however many requests wait for its end. */
export const createBudgetWait = (options: BudgetWaitOptions): BudgetWait => {
  const { budget, clock, interrupt, notify } = options;
  let announced = 0;
  return async (held, retryBudget, signal) => {
    if (held.kind === 'hold') {
      await budget.nextNews();
      return null;
    }
    const milliseconds = held.until - clock.now();
    if (!retryBudget.tryPause(milliseconds)) return OUT_OF_BUDGET;
    if (announced !== held.until) {
      announced = held.until;
      notify?.({ kind: 'waiting', milliseconds, until: held.until });
    }
    await clock.sleep(milliseconds, AbortSignal.any([signal, interrupt]));
    return signal.aborted || interrupt.aborted ? INTERRUPTED : null;
  };
};
