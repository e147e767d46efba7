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

const DURATION = /^(\d+)(ms|s|m)$/;
const UNITS = { ms: 1, s: 1000, m: 60_000 } as const;

/** Spells milliseconds for people, to the second from one on: `500ms`, `2s`, `5m`, `1h 5m`; what is longer than a unit is rounded up. */
export const formatDuration = (milliseconds: number): string => {
  if (milliseconds < 1000) return `${String(Math.max(0, Math.ceil(milliseconds)))}ms`;
  const seconds = Math.ceil(milliseconds / 1000);
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${String(count)}${unit}`)
    .join(' ');
};

/** Reads a duration such as `500ms`, `2s` or `5m` as milliseconds; null when it is not one. */
export const parseDuration = (text: string): number | null => {
  const match = DURATION.exec(text);
  if (match === null) return null;
  const milliseconds = Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
  return Number.isSafeInteger(milliseconds) ? milliseconds : null;
};
