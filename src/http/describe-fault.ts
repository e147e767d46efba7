import type { Fault, TlsFault } from './classify.js';

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
    case 'wrong-host':
    case 'expired':
    case 'not-yet-valid':
    case 'revoked':
    case 'not-tls':
    case 'client-certificate':
    case 'tls-refused':
      return `no secure connection to ${host}${route}: ${TLS_REASONS[fault].reason}`;
    case 'timed-out':
      return `no answer from ${host}${route} within ${timeout} ms`;
    case 'lost':
      return `the connection to ${host}${route} broke before the answer was complete`;
    case 'malformed':
      return `the answer from ${host}${route} is not valid HTTP`;
    case 'too-large':
      return `the answer from ${host} is too large`;
    case 'aborted':
      return 'interrupted';
  }
};

/** What is wrong with a secure connection, and what to do about it. */
const TLS_REASONS: Readonly<Record<TlsFault, { readonly reason: string; readonly hint: string }>> = {
  untrusted: {
    reason: 'no authority that is trusted here has signed its certificate',
    hint: 'if your network has its own certificate authority, set NODE_EXTRA_CA_CERTS to its file',
  },
  'wrong-host': {
    reason: 'its certificate is for another host name',
    hint: 'check the address, and whether something else answers in its place',
  },
  expired: {
    reason: 'its certificate has expired',
    hint: 'check the clock of this machine; if it is right, whoever runs the host must renew the certificate',
  },
  'not-yet-valid': { reason: 'its certificate is not valid yet', hint: 'check the clock of this machine' },
  revoked: {
    reason: 'its certificate was revoked',
    hint: 'whoever runs the host must replace the certificate',
  },
  'not-tls': {
    reason: 'it does not speak TLS',
    hint: 'check the address and its port, and whether something else answers in its place',
  },
  'client-certificate': {
    reason: 'it accepts only clients with a certificate that it trusts',
    hint: 'ask whoever runs the host for a client certificate',
  },
  'tls-refused': {
    reason: 'it accepts no TLS version or cipher that this program offers',
    hint: 'ask whoever runs the host which TLS versions it accepts',
  },
};

/** Says what to do about a TLS fault; null for any other. */
export const hintTlsFault = (fault: Fault): string | null =>
  fault in TLS_REASONS ? TLS_REASONS[fault as TlsFault].hint : null;
