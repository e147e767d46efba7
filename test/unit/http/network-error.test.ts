import { describe, expect, it } from 'vitest';
import { classifyNetworkError } from '../../../src/http/network-error.js';

describe('classifyNetworkError', () => {
  it.each([
    ['ECONNREFUSED', 'refused'],
    ['ENOTFOUND', 'unknown-host'],
    ['EAI_AGAIN', 'unknown-host'],
    ['CERT_UNTRUSTED', 'untrusted'],
    ['CERT_NOT_YET_VALID', 'not-yet-valid'],
    ['CERT_REVOKED', 'revoked'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'client-certificate'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tls-refused'],
    ['ETIMEDOUT', 'timed-out'],
    ['ECONNRESET', 'lost'],
    ['EPIPE', 'lost'],
    ['HPE_INVALID_CONSTANT', 'malformed'],
    ['constructor', 'lost'],
  ])('reads %s as %s', (code, fault) => {
    expect(classifyNetworkError({ code, message: '' })).toBe(fault);
  });
});
