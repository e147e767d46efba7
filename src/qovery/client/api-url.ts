import { Failure } from '../../model/failure.js';
import { parseBaseUrl } from '../../http/base-url.js';

/**
 * Reads the address of the API, as `parseBaseUrl` does. Messages do not repeat it.
 *
 * @throws Failure `invalid-api-url` or `insecure-api-url`.
 */
export const parseApiUrl = (text: string): URL => {
  const parsed = parseBaseUrl(text);
  switch (parsed.kind) {
    case 'valid':
      return parsed.url;
    case 'not-http':
      throw new Failure('invalid-api-url', 'the API address is not an http or https URL', { hint: EXAMPLE });
    case 'extras':
      throw new Failure('invalid-api-url', 'the API address contains a user, a query or a fragment', {
        hint: EXAMPLE,
      });
    case 'insecure':
      throw new Failure('insecure-api-url', 'the API address is plain http, and not on this machine', {
        hint: 'use https: anybody on the network could read the token and the values over http',
      });
  }
};

const EXAMPLE = 'give --api-url or QOVERY_API_URL as https://api.qovery.com, or leave it out';
