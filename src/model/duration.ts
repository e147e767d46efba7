const DURATION = /^(\d+)(ms|s|m)$/;
const UNITS = { ms: 1, s: 1000, m: 60_000 } as const;

/** Reads a duration such as `500ms`, `2s` or `5m` as milliseconds; null when it is not one. */
export const parseDuration = (text: string): number | null => {
  const match = DURATION.exec(text);
  if (match === null) return null;
  const milliseconds = Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
  return Number.isSafeInteger(milliseconds) ? milliseconds : null;
};
