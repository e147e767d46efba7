import { errorBody, jsonReply, type Reply } from './http.js';
import type { FaultRule } from './faults.js';
import { statusPhrase } from '../world/refusal.js';

/** What the client sees of a request with a fault. `pass` changes nothing. */
export type FaultEffect =
  | { readonly kind: 'pass' }
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'reset' }
  | { readonly kind: 'hang' };

/** Whether a fault applies after the request was carried out. */
export const appliesAfterwards = (rule: FaultRule): boolean =>
  rule.kind.startsWith('commit-') || rule.kind === 'truncate';

/** Returns the effect of a fault. `answer` is null if the request was not carried out. */
export const applyFault = (rule: FaultRule, answer: Reply | null): FaultEffect => {
  const headers = rule.headers ?? {};
  switch (rule.kind) {
    case 'reset':
    case 'commit-then-reset':
      return { kind: 'reset' };
    case 'hang':
    case 'commit-then-hang':
      return { kind: 'hang' };
    case 'html':
    case 'commit-then-html':
      return { kind: 'reply', reply: htmlReply(rule.status ?? 502, headers) };
    case 'garbage':
    case 'commit-then-garbage':
      return {
        kind: 'reply',
        reply: {
          status: rule.status ?? answer?.status ?? 200,
          headers: { ...headers, 'Content-Type': 'application/json' },
          text: '\u0000\u001f]}{"key": <not JSON>',
        },
      };
    case 'truncate':
      return { kind: 'reply', reply: cutShort(answer ?? { status: 200, headers: {}, text: '' }, headers) };
    case 'delay':
      return { kind: 'pass' };
    case 'status':
    case 'commit-then-status': {
      const status = rule.status ?? 503;
      return {
        kind: 'reply',
        reply: jsonReply(status, errorBody(status, 'A fault rule caused this error.', 'message'), headers),
      };
    }
  }
};

/** Cuts a body in the middle. The HTTP message itself stays complete. */
const cutShort = (answer: Reply, headers: Readonly<Record<string, string>>): Reply => ({
  ...answer,
  headers: { ...answer.headers, ...headers },
  text: answer.text.slice(0, Math.floor(answer.text.length / 2)),
});

const htmlReply = (status: number, headers: Readonly<Record<string, string>>): Reply => ({
  status,
  headers: { ...headers, 'Content-Type': 'text/html; charset=utf-8' },
  text: `<!DOCTYPE html><html><head><title>${String(status)} ${statusPhrase(status)}</title></head><body><h1>${statusPhrase(status)}</h1></body></html>\n`,
});
