/** Latest time that a date can hold, milliseconds since 1970: what others send may be later. */
export const LAST_TIME = 8.64e15;

/** Spells milliseconds since 1970 as ISO 8601 in UTC, to the second. */
export const formatTime = (milliseconds: number): string =>
  `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;

/** Reads an ISO 8601 time as milliseconds since 1970; null when it is not one. */
export const parseTime = (text: string): number | null => {
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? null : milliseconds;
};
