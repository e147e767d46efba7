import { getRequest, type Answer, type ApiRequest, type Refused } from './api-request.js';
import type { Exchange } from './exchange.js';
import { BAD_TOKEN, ENDED_TOKEN, POLICY_HINT } from './problems.js';
import { TOKEN_CHECK, type TokenState, type TokenVerdict } from './token-state.js';

/** What a 401 is judged by. */
export interface Judge {
  readonly state: TokenState;
  /** Whether a policy decides what the token may do. */
  readonly hasPolicy: boolean;
  /** Milliseconds since 1970, by the server's clock. */
  readonly serverNow: () => number;
}

/**
 * Adds to an exchange what a 401 means: a token that was never valid, one that has ended, or one that may not make this request. Where
 * that is unclear, one more request finds out, shared by all that ask at the same time.
 */
export const createJudgedExchange = (exchange: Exchange, judge: Judge): Exchange => {
  const isAccepted = createProbe(exchange);
  return async <Value>(request: ApiRequest<Value>): Promise<Answer<Value>> => {
    const route = `${request.method} ${request.route}`;
    const answer = await exchange(request);
    if (answer.kind === 'success')
      judge.state.succeeded(route, request.method === 'GET' ? request.path : null);
    if (answer.kind !== 'refused' || answer.status !== 401) return answer;
    const verdict = judge.state.judge(route, request.path, judge.serverNow());
    switch (verdict.kind) {
      case 'ended':
        return { ...answer, problem: ENDED_TOKEN, isFatal: true };
      case 'denied':
        return denied(answer, judge);
      case 'unclear': {
        const isChecked = verdict.probe === 'any-token' && request.path === TOKEN_CHECK;
        if (!isChecked && (await isAccepted(verdict))) return denied(answer, judge);
        return { ...answer, problem: verdict.probe === 'repeat' ? ENDED_TOKEN : BAD_TOKEN, isFatal: true };
      }
    }
  };
};

const denied = (answer: Refused, { hasPolicy }: Judge): Refused =>
  hasPolicy ? { ...answer, problem: { ...answer.problem, hint: POLICY_HINT } } : answer;

/** Makes the request that tells whether the token is still accepted. What it says of a token without any success holds for the whole run. */
const createProbe = (
  exchange: Exchange,
): ((verdict: Extract<TokenVerdict, { readonly kind: 'unclear' }>) => Promise<boolean>) => {
  const asked = new Map<string, Promise<boolean>>();
  const ask = async (path: string): Promise<boolean> => {
    const answer = await exchange(getRequest(path, () => true));
    return !(answer.kind === 'refused' && answer.status === 401);
  };
  return ({ probe, path }) => {
    const known = asked.get(path);
    if (known !== undefined) return known;
    const asking = ask(path).finally(() => {
      if (probe === 'repeat') asked.delete(path);
    });
    asked.set(path, asking);
    return asking;
  };
};
