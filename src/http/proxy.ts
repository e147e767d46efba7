import { Failure } from '../model/failure.js';
import { isLoopbackHost } from './base-url.js';

/** Environment variables by name. */
export type Env = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that `HTTPS_PROXY` (or `ALL_PROXY`, in either case) names for a URL, unless `NO_PROXY` excludes its host; null for none.
 * Requests to this machine never use one.
 *
 * @throws Failure `invalid-proxy` for a variable that is not an http or https URL; its text, which may hold a password, is not repeated.
 */
export const findProxy = (url: URL, env: Env): URL | null => {
  if (url.protocol !== 'https:' || isLoopbackHost(url.hostname)) return null;
  const text = read(env, 'https_proxy') ?? read(env, 'all_proxy');
  if (text === null || isExcluded(url, read(env, 'no_proxy') ?? '')) return null;
  const spelled = text.includes('://') ? text : `http://${text}`;
  const proxy = URL.canParse(spelled) ? new URL(spelled) : null;
  if (proxy === null || (proxy.protocol !== 'http:' && proxy.protocol !== 'https:')) {
    throw new Failure('invalid-proxy', 'HTTPS_PROXY is not an http or https URL', {
      hint: 'set it as http://proxy.example.com:3128, or unset it',
    });
  }
  return proxy;
};

const read = (env: Env, name: string): string | null => {
  const value = (env[name] ?? env[name.toUpperCase()] ?? '').trim();
  return value === '' ? null : value;
};

/** `NO_PROXY` as curl reads it: hosts, which include their subdomains, with or without a port, or `*` for all. */
const isExcluded = (url: URL, noProxy: string): boolean => {
  const host = url.hostname.toLowerCase().replace(/^\[|\]$/g, '');
  const port = url.port === '' ? '443' : url.port;
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const match = /^(?:\*?\.)?(?:\[(?<v6>[^\]]+)\]|(?<name>[^:[\]]+))(?::(?<port>\d+))?$/.exec(entry);
      // Without brackets, an IPv6 address has more colons than a host with its port, and cannot have a port.
      if (match === null) return host === entry;
      const { v6, name = v6, port: entryPort = port } = match.groups ?? {};
      return entryPort === port && (host === name || host.endsWith(`.${name}`));
    });
};
