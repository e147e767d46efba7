import type { Fault, Method } from '../../http/classify.js';
import type { Explanation } from '../../model/explanation.js';

/** Who is spoken of: the API's host, and whether a proxy lies between. */
export interface Peer {
  readonly host: string;
  readonly isProxied: boolean;
}

/** Says why an attempt brought no answer; `timeout` in milliseconds. */
export const describeFault = (fault: Fault, peer: Peer, timeout: number): Explanation => {
  const way = peer.isProxied ? ' through the proxy' : '';
  switch (fault) {
    case 'refused':
      return unreachable(peer, `${peer.isProxied ? 'the proxy' : 'the host'} refuses connections`);
    case 'unknown-host':
      return unreachable(peer, `the name of ${peer.isProxied ? 'the proxy' : 'the host'} is not known`);
    case 'no-route':
      return unreachable(peer, 'there is no network route');
    case 'proxy-refused':
      return {
        code: 'unreachable',
        message: `the proxy does not let ${peer.host} be reached`,
        hint: 'check HTTPS_PROXY and its user and password, or exclude the host with NO_PROXY',
      };
    case 'untrusted':
      return {
        code: 'untrusted-certificate',
        message: `no secure connection to ${peer.host}: its certificate is not trusted, or it does not speak TLS`,
        hint: 'if your network has a certificate authority of its own, set NODE_EXTRA_CA_CERTS to its file',
      };
    case 'timed-out':
      return {
        code: 'timed-out',
        message: `no answer from ${peer.host}${way} within ${timeout} ms`,
        hint: 'raise --timeout if the network is slow',
      };
    case 'lost':
      return {
        code: 'connection-lost',
        message: `the connection to ${peer.host}${way} broke before the answer was complete`,
        hint: null,
      };
    case 'too-large':
      return {
        code: 'unexpected-answer',
        message: `the answer of ${peer.host} is too large to be true`,
        hint: null,
      };
    case 'aborted':
      return INTERRUPTED;
  }
};

const unreachable = (peer: Peer, why: string): Explanation => ({
  code: 'unreachable',
  message: `cannot reach ${peer.host}: ${why}`,
  hint: peer.isProxied
    ? 'check HTTPS_PROXY and the network'
    : 'check --api-url (QOVERY_API_URL) and the network; behind a proxy, set HTTPS_PROXY',
});

/** What an answer that was not a success says of itself. */
export interface AnswerFacts {
  readonly status: number;
  /** Media type without parameters, or null. */
  readonly contentType: string | null;
  /** The message in its body, already searched for secrets; null for none. */
  readonly text: string | null;
  readonly method: Method;
  readonly path: string;
}

/** Says what an answer means that was not the success that was asked for. */
export const describeAnswer = (facts: AnswerFacts, peer: Peer): Explanation => {
  const { status } = facts;
  const said = facts.text === null ? '' : `: ${facts.text}`;
  const request = `${facts.method} ${facts.path}`;
  if (status >= 200 && status < 300) {
    return {
      code:
        facts.contentType !== null && facts.contentType.includes('json') ? 'unexpected-answer' : 'not-json',
      message: `${peer.host} answered ${request} with ${describeBody(facts.contentType)} (status ${status})`,
      hint: 'check --api-url (QOVERY_API_URL), and whether a proxy or a login page answers in its place',
    };
  }
  if (status >= 300 && status < 400) {
    return {
      code: 'redirected',
      message: `${peer.host} answered ${request} with a redirect (status ${status}), which is not followed`,
      hint: 'the API has moved, or the address is not that of an API: check --api-url (QOVERY_API_URL)',
    };
  }
  if (status === 429) {
    return {
      code: 'rate-limited',
      message: `Qovery takes no more requests for now (status 429)${said}`,
      hint: 'run again later, or use --wait to sleep until the budget is renewed',
    };
  }
  if (status >= 500) {
    return {
      code: 'server-error',
      message: `${peer.host} failed on ${request} (status ${status})${said}`,
      hint: 'it may pass: run again',
    };
  }
  if (status === 401) {
    return {
      code: 'access-denied',
      message: `Qovery does not let this token do ${request} (status 401)`,
      hint: null,
    };
  }
  return {
    code: refusalCode(status),
    message: `Qovery refused ${request} (status ${status})${said}`,
    hint: null,
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
  hint: 'check QOVERY_API_TOKEN: whether it is complete, and not revoked or expired',
};

/** The token was accepted before, and no longer is. */
export const ENDED_TOKEN: Explanation = {
  code: 'token-ended',
  message: 'the API token was accepted until now, and no longer is (status 401)',
  hint: 'it has expired or was revoked: set a new one and run again',
};

/** The run was ended before the request had an answer. */
export const INTERRUPTED: Explanation = { code: 'interrupted', message: 'interrupted', hint: null };

/** The hourly budget is used up, and the reset is further away than the run waits. */
export const OUT_OF_BUDGET: Explanation = {
  code: 'rate-limited',
  message: 'Qovery takes no more requests for now: the budget of this token is used up',
  hint: 'run again later, or use --wait to sleep until the budget is renewed',
};
