import type { Fault } from './classify.js';

/** Who was asked: the host, and whether a proxy lies between. */
export interface Peer {
  /** Such as `api.qovery.com`, or `Vault at vault.example.com`. */
  readonly host: string;
  readonly isProxied: boolean;
}

/** Says in one line why an attempt got no answer; `timeout` in milliseconds. */
export const describeFault = (fault: Fault, { host, isProxied }: Peer, timeout: number): string => {
  const route = isProxied ? ' through the proxy' : '';
  const neighbour = isProxied ? 'the proxy' : 'the host';
  switch (fault) {
    case 'refused':
      return `cannot reach ${host}: ${neighbour} refuses connections`;
    case 'unknown-host':
      return `cannot reach ${host}: the name of ${neighbour} is not known`;
    case 'no-route':
      return `cannot reach ${host}: there is no network route`;
    case 'proxy-refused':
      return `the proxy does not let ${host} be reached`;
    case 'untrusted':
      return `no secure connection to ${host}: its certificate is not trusted, or it does not speak TLS`;
    case 'timed-out':
      return `no answer from ${host}${route} within ${timeout} ms`;
    case 'lost':
      return `the connection to ${host}${route} broke before the answer was complete`;
    case 'too-large':
      return `the answer from ${host} is too large`;
    case 'aborted':
      return 'interrupted';
  }
};
