import type { Fault, Method } from '../../http/classify.js';
import { describeFault, hintTlsFault, type Peer } from '../../http/describe-fault.js';
import type { Explanation } from '../../model/explanation.js';

/** Explains why an attempt got no answer; `timeout` in milliseconds. */
export const explainFault = (fault: Fault, peer: Peer, timeout: number): Explanation => ({
  message: describeFault(fault, peer, timeout),
  ...codeAndHint(fault, peer.isProxied),
});

const codeAndHint = (fault: Fault, isProxied: boolean): Pick<Explanation, 'code' | 'hint'> => {
  switch (fault) {
    case 'refused':
    case 'unknown-host':
    case 'no-route':
      return {
        code: 'unreachable',
        hint: isProxied
          ? 'check HTTPS_PROXY and the network'
          : 'check --api-url (QOVERY_API_URL) and the network; behind a proxy, set HTTPS_PROXY',
      };
    case 'proxy-refused':
      return {
        code: 'unreachable',
        hint: 'check HTTPS_PROXY and its user and password, or exclude the host with NO_PROXY',
      };
    case 'untrusted':
      return { code: 'untrusted-certificate', hint: hintTlsFault(fault) };
    case 'wrong-host':
    case 'expired':
    case 'not-yet-valid':
    case 'revoked':
      return { code: 'invalid-certificate', hint: hintTlsFault(fault) };
    case 'not-tls':
    case 'client-certificate':
    case 'tls-refused':
      return { code: 'tls-failed', hint: hintTlsFault(fault) };
    case 'timed-out':
      return { code: 'timed-out', hint: 'raise --timeout if the network is slow' };
    case 'lost':
      return { code: 'connection-lost', hint: null };
    case 'malformed':
      return {
        code: 'unexpected-answer',
        hint: 'check --api-url (QOVERY_API_URL) and its port, and whether something else answers instead',
      };
    case 'too-large':
      return { code: 'unexpected-answer', hint: null };
    case 'aborted':
      return { code: INTERRUPTED.code, hint: INTERRUPTED.hint };
  }
};

/** What is known of an answer that was not the success asked for. */
export interface AnswerFacts {
  readonly status: number;
  /** Media type without parameters, or null. */
  readonly contentType: string | null;
  /** The message in its body, already searched for secrets; null for none. */
  readonly text: string | null;
  readonly method: Method;
  readonly path: string;
  /** Whether it is an HTML page. */
  readonly isHtml: boolean;
  /** Whether the request had a secret value in it. */
  readonly hasValue: boolean;
}

/** Network Authentication Required: a portal, such as that of a hotel, answers. */
const NETWORK_LOGIN = 511;

/** Explains an answer that was not the success asked for. */
export const explainAnswer = (facts: AnswerFacts, peer: Peer): Explanation => {
  const { status } = facts;
  const said = facts.text === null ? '' : `: ${facts.text}`;
  const request = `${facts.method} ${facts.path}`;
  if (status >= 200 && status < 300) {
    return {
      code:
        facts.contentType !== null && facts.contentType.includes('json') ? 'unexpected-answer' : 'not-json',
      message: `${peer.host} answered ${request} with ${describeBody(facts.contentType)} (status ${status})`,
      hint: 'check --api-url (QOVERY_API_URL), and whether a proxy or a login page answers instead',
    };
  }
  if (status >= 300 && status < 400) {
    return {
      code: 'redirected',
      message: `${peer.host} answered ${request} with a redirect (status ${status}), which is not followed`,
      hint: 'check --api-url (QOVERY_API_URL): the API has moved, or this is not the address of an API',
    };
  }
  if (status === 429) {
    return {
      code: 'rate-limited',
      message: `Qovery accepts no more requests for now (status 429)${said}`,
      hint: 'run again later, or use --wait to sleep until the limit resets',
    };
  }
  if (status === NETWORK_LOGIN) {
    return {
      code: 'blocked-on-the-way',
      message: `the network asks for a login before it lets ${peer.host} be reached (status ${status})`,
      hint: 'log in with a browser first',
    };
  }
  if (status >= 500) {
    return {
      code: 'server-error',
      message: `${peer.host} failed on ${request} (status ${status})${said}`,
      hint: 'run again: this may be temporary',
    };
  }
  if (status === 401) {
    return {
      code: 'access-denied',
      message: `the API token is not allowed to ${request} (status 401)`,
      hint: null,
    };
  }
  if (facts.isHtml) return explainPage(facts, peer);
  return {
    code: refusalCode(status),
    message: `Qovery refused ${request} (status ${status})${said}`,
    hint: null,
  };
};

/** Explains a refusal that is an HTML page, and so does not come from the API. */
const explainPage = ({ status, method, path, hasValue }: AnswerFacts, { host }: Peer): Explanation => {
  const answered = `${host} answered ${method} ${path} with an HTML page (status ${status})`;
  return hasValue
    ? {
        code: 'blocked-on-the-way',
        message: `${answered}: something in front of Qovery refused it, perhaps because of the value`,
        hint: 'a firewall may take a value for an attack: ask whoever runs it, or Qovery',
      }
    : {
        code: 'blocked-on-the-way',
        message: `${answered}: it comes from something in front of Qovery`,
        hint: 'check --api-url (QOVERY_API_URL), and whether a proxy or a firewall answers instead',
      };
};

const describeBody = (contentType: string | null): string => {
  if (contentType === null) return 'something other than JSON';
  return contentType.includes('json')
    ? 'JSON that is cut off or not what was asked for'
    : `${contentType} instead of JSON`;
};

const refusalCode = (status: number): string => {
  switch (status) {
    case 403:
      return 'access-denied';
    case 404:
      return 'not-found';
    case 409:
      return 'conflict';
    default:
      return 'rejected';
  }
};

/** The token is not accepted at all. */
export const BAD_TOKEN: Explanation = {
  code: 'unauthorized',
  message: 'Qovery does not accept the API token (status 401)',
  hint: 'check QOVERY_API_TOKEN: it may be incomplete, revoked or expired',
};

/** What to do where the policy of a token denies a request, whose path the message names. */
export const POLICY_HINT =
  'the policy of this token does not allow it: add the path to the policy, or leave out what needs it; UUIDs in the manifest need no look-up of names';

/** The token was accepted before, and no longer is. */
export const ENDED_TOKEN: Explanation = {
  code: 'token-ended',
  message: 'Qovery no longer accepts the API token (status 401)',
  hint: 'it expired or was revoked: set a new one and run again',
};

/** The run was interrupted before the request had an answer. */
export const INTERRUPTED: Explanation = { code: 'interrupted', message: 'interrupted', hint: null };

/** The hourly limit is reached, and the reset is further away than the run waits. */
export const OUT_OF_BUDGET: Explanation = {
  code: 'rate-limited',
  message: 'Qovery accepts no more requests for now: the hourly limit of this token is reached',
  hint: 'run again later, or use --wait to sleep until the limit resets',
};
