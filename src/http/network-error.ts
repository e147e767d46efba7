import type { Fault } from './classify.js';

/** An error of Node or OpenSSL. */
export interface NetworkError {
  readonly code: string;
  readonly message: string;
}

/** Error codes of Node and OpenSSL that say more than that the connection was lost. */
const NETWORK_CODES: ReadonlyMap<string, Fault> = new Map<string, Fault>([
  ['ECONNREFUSED', 'refused'],
  ['ENOTFOUND', 'unknown-host'],
  ['EAI_AGAIN', 'unknown-host'],
  ['EAI_NODATA', 'unknown-host'],
  ['EAI_NONAME', 'unknown-host'],
  ['EHOSTUNREACH', 'no-route'],
  ['EHOSTDOWN', 'no-route'],
  ['ENETUNREACH', 'no-route'],
  ['ENETDOWN', 'no-route'],
  ['EADDRNOTAVAIL', 'no-route'],
  ['ETIMEDOUT', 'timed-out'],
  ['ESOCKETTIMEDOUT', 'timed-out'],
  ['EPROTO', 'not-tls'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'not-tls'],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'not-tls'],
  ['ERR_SSL_HTTP_REQUEST', 'not-tls'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'untrusted'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'untrusted'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'untrusted'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'untrusted'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'untrusted'],
  ['INVALID_CA', 'untrusted'],
  ['HOSTNAME_MISMATCH', 'wrong-host'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'wrong-host'],
  ['CERT_HAS_EXPIRED', 'expired'],
  ['CERT_NOT_YET_VALID', 'not-yet-valid'],
  ['CERT_REVOKED', 'revoked'],
]);

/** Further families of such codes, by how they start. */
const NETWORK_CODE_PREFIXES: readonly (readonly [string, Fault])[] = [
  ['CERT_', 'untrusted'],
  ['HPE_', 'malformed'],
  ['ERR_TLS_', 'tls-refused'],
  ['ERR_SSL_', 'tls-refused'],
];

/** What OpenSSL says where both sides speak TLS, but not the same: Node gives some of these the code of a broken protocol. */
const DISAGREEMENT = /\balert\b|unsupported protocol|no protocols available/i;

/** What a server says of a client's certificate, or of its lack, in the words of OpenSSL's alerts. Source: RFC 8446, section 6.2. */
const CLIENT_CERTIFICATE =
  /\balert (?:certificate (?:required|expired|revoked|unknown)|bad certificate|unknown ca|unsupported certificate)\b/;

/** What a network error means by its code, and by its message only where the code says too little; an unknown one counts as a lost connection. */
export const classifyNetworkError = ({ code, message }: NetworkError): Fault => {
  const spelled = code.toLowerCase().replaceAll('_', ' ');
  if (CLIENT_CERTIFICATE.test(spelled) || CLIENT_CERTIFICATE.test(message)) return 'client-certificate';
  return code === 'EPROTO' && DISAGREEMENT.test(message) ? 'tls-refused' : classifyNetworkCode(code);
};

const classifyNetworkCode = (code: string): Fault =>
  NETWORK_CODES.get(code) ?? NETWORK_CODE_PREFIXES.find(([prefix]) => code.startsWith(prefix))?.[1] ?? 'lost';
