import type { SecretEvent } from '../model/outside-edit.js';
import { isRecord, readText } from './json.js';
import { readTime } from './secret-shape.js';

/** One page of an event log. */
export interface EventPage {
  readonly events: readonly SecretEvent[];
  /** What the next, older page is asked for with; null where there is none. */
  readonly continueToken: string | null;
  /** Whether the organization's own plan hides what is older. */
  readonly isLimited: boolean;
}

/**
 * Reads the answer of the event log; null when it is not one. Every field may be missing: an event without a time is
 * passed over, because nobody could tell what it belongs to.
 */
export const readEventPage = (json: unknown): EventPage | null => {
  if (!isRecord(json)) return null;
  const events = json['events'] ?? [];
  if (!Array.isArray(events)) return null;
  return {
    events: events.flatMap((item) => readEvent(item) ?? []),
    continueToken: readContinueToken(json['links']),
    isLimited: json['organization_max_limit_reached'] === true,
  };
};

const readEvent = (json: unknown): SecretEvent | null => {
  if (!isRecord(json)) return null;
  const at = readTime(json['timestamp']);
  if (at === 0) return null;
  return {
    at,
    type: readText(json, 'event_type'),
    origin: readText(json, 'origin'),
    triggeredBy: readText(json, 'triggered_by'),
    userAgent: readText(json, 'user_agent'),
    change: readText(json, 'change') ?? '',
  };
};

/** Only the token of a link is taken: an address that an answer names is never followed. */
const readContinueToken = (links: unknown): string | null => {
  const next = isRecord(links) ? readText(links, 'next') : null;
  const query = next?.split('?')[1];
  const token = query === undefined ? null : new URLSearchParams(query).get('continueToken');
  return token !== null && /^\d{1,20}$/.test(token) ? token : null;
};
