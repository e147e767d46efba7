import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/model/failure.js';
import { findProxy } from '../../../src/http/proxy.js';

const PROXY = 'http://proxy.example:3128';
const API = new URL('https://api.qovery.com');

describe('findProxy', () => {
  it.each([
    [{ HTTPS_PROXY: PROXY }],
    [{ https_proxy: PROXY }],
    [{ ALL_PROXY: PROXY }],
    [{ HTTPS_PROXY: 'proxy.example:3128' }],
    [{ HTTPS_PROXY: PROXY, NO_PROXY: 'localhost, 127.0.0.1 example.com,overy.com' }],
    [{ HTTPS_PROXY: PROXY, NO_PROXY: 'api.qovery.com:8443' }],
  ])('takes the proxy of %j', (env) => {
    expect(findProxy(API, env)?.host).toBe('proxy.example:3128');
  });

  it.each([
    [{}],
    [{ HTTPS_PROXY: '' }],
    [{ HTTP_PROXY: PROXY }],
    [{ HTTPS_PROXY: PROXY, NO_PROXY: '*' }],
    [{ HTTPS_PROXY: PROXY, no_proxy: 'a.example,api.qovery.com' }],
    [{ HTTPS_PROXY: PROXY, NO_PROXY: 'QOVERY.com' }],
    [{ HTTPS_PROXY: PROXY, NO_PROXY: '.qovery.com' }],
    [{ HTTPS_PROXY: PROXY, NO_PROXY: '*.qovery.com' }],
    [{ HTTPS_PROXY: PROXY, NO_PROXY: 'api.qovery.com:443' }],
  ])('takes none with %j', (env) => {
    expect(findProxy(API, env)).toBeNull();
  });

  it.each(['[2001:db8::1]', '2001:db8::1', '[2001:db8::1]:443'])('knows an IPv6 host by %s', (host) => {
    expect(findProxy(new URL('https://[2001:db8::1]'), { HTTPS_PROXY: PROXY, NO_PROXY: host })).toBeNull();
  });

  it('never takes one to this machine', () => {
    expect(findProxy(new URL('http://127.0.0.1:8080'), { HTTPS_PROXY: PROXY, ALL_PROXY: PROXY })).toBeNull();
    expect(findProxy(new URL('https://localhost'), { HTTPS_PROXY: PROXY })).toBeNull();
  });

  it('refuses what is no proxy, without showing it', () => {
    for (const url of ['socks5://user:hunter22@proxy', 'http://user:hunter22@pro xy']) {
      const attempt = (): unknown => findProxy(API, { HTTPS_PROXY: url });
      expect(attempt).toThrow(Failure);
      expect(attempt).not.toThrow(/hunter22/);
    }
  });
});
