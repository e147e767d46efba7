/** Spells seconds since 1970 in UTC, to the minute; empty for none. */
export const formatMoment = (seconds: number): string =>
  seconds === 0 ? '' : `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const SEPARATED = /\B(?=(?:\d{3})+$)/g;

/** Spells a number with its noun and separated thousands, such as `1 secret` or `200,000 cells`. */
export const formatCount = (count: number, noun: string): string =>
  `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`;

/** Spells a whole number with separated thousands. */
export const formatNumber = (count: number): string => String(count).replace(SEPARATED, ',');

/** Spells what the API spells in capitals as people do: `APPLICATION` as `application`. */
export const lowerWord = (word: string): string => word.toLowerCase().replaceAll('_', ' ');
