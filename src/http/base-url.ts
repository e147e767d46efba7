/** The address of a server, or what is wrong with it. No part of the text is repeated: it may hold a password. */
export type BaseUrl =
  | { readonly kind: 'valid'; readonly url: URL }
  /** `not-http`: not an http or https URL. `extras`: a user, a query or a fragment. */
  | { readonly kind: 'not-http' | 'extras' }
  /** Plain http to another machine. */
  | { readonly kind: 'insecure'; readonly url: URL };

/**
 * Reads the address of a server that gets a token: https, or http to this machine, so that no token travels in the clear.
 * The address may have a path.
 */
export const parseBaseUrl = (text: string): BaseUrl => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return { kind: 'not-http' };
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    return { kind: 'extras' };
  }
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    return { kind: 'insecure', url };
  }
  return { kind: 'valid', url };
};

/** Whether the host name of a parsed URL (IPv6 in brackets) always means this machine, so that nobody on the network can listen. */
export const isLoopbackHost = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
