import { isUuid } from '../../model/scope.js';
import { formatTime, parseTime } from '../../text/time.js';

const DATE_TIME =
  /^(\d{4}-\d\d-\d\d)[T ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3])(:?[0-5]\d)?)$/i;

/** Whether a text is a time on a day that exists, and one that can be read: a leap second cannot. */
const isDateTime = (text: string): boolean => {
  const day = DATE_TIME.exec(text)?.[1];
  if (day === undefined || parseTime(text) === null) return false;
  return formatTime(parseTime(day) ?? 0).startsWith(day);
};

/** What the formats in the sandbox's schemas accept. */
export const SCHEMA_FORMATS = { uuid: isUuid, 'date-time': isDateTime };
