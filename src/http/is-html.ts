import type { Attempt } from './http-client.js';

/** How much of an answer is looked at, in bytes. */
const LOOKED_AT = 200;

/**
 * Whether an answer is an HTML page, whatever its content type says. The servers that this program asks answer with JSON, so a page
 * comes from something in front of them: a firewall, a proxy, a login.
 */
export const isHtml = ({ headers, body }: Extract<Attempt, { readonly kind: 'answer' }>): boolean =>
  /^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(headers['content-type'] ?? '') ||
  /^\s*<(?:!doctype\s+html|html)\b/i.test(body.toString('latin1', 0, LOOKED_AT));
