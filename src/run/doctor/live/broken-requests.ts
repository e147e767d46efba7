import { DESCRIPTION_LIMIT } from '../../../model/marker.js';
import { fillProbeMark } from '../../../plan/signing/probe-mark.js';
import type { ProbeRequest } from './prober.js';

/**
 * The requests of this file may break the API description, on purpose: the answers show what the API makes of them. No other request of the
 * program does.
 */

/** An edit with `value: null`, which the description allows under `/variable` only. */
export const withNullValue = (path: string, key: string, description: string): ProbeRequest => ({
  method: 'PUT',
  path,
  body: { key, value: null, description },
});

/** An edit without a value. */
export const withoutValue = (path: string, key: string, description: string): ProbeRequest => ({
  method: 'PUT',
  path,
  body: { key, description },
});

/** An edit with a key alone. */
export const withKeyAlone = (path: string, key: string): ProbeRequest => ({
  method: 'PUT',
  path,
  body: { key },
});

/** An edit with a description of one character too many. */
export const withLongDescription = (
  path: string,
  { key, value, mark }: { readonly key: string; readonly value: string; readonly mark: string },
): ProbeRequest => ({
  method: 'PUT',
  path,
  body: { key, value, description: fillProbeMark(mark, DESCRIPTION_LIMIT + 1) },
});
