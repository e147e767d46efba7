import { Failure } from '../../model/failure.js';
import { isLoopbackHost } from '../../http/loopback.js';

/**
 * Reads the address of the API; throws a `Failure` (`invalid-api-url`, `insecure-api-url`) unless it is https,
 * or http to this machine, so that a token never travels in the clear. The address may carry a path, but no user or query.
 * Messages do not repeat it: it may hold a password.
 */
export const parseApiUrl = (text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new Failure('invalid-api-url', 'the API address is not an http or https URL', { hint: EXAMPLE });
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new Failure('invalid-api-url', 'the API address has a user, a query or a fragment in it', {
      hint: EXAMPLE,
    });
  }
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    throw new Failure('insecure-api-url', 'the API address is plain http, and not of this machine', {
      hint: 'use https: over http anybody on the way could read the token and the values',
    });
  }
  return url;
};

const EXAMPLE = 'give --api-url or QOVERY_API_URL as https://api.qovery.com, or leave it out';
