/** Formats seconds since 1970 in UTC, to the minute; empty for 0. */
export const formatMoment = (seconds: number): string =>
  seconds === 0 ? '' : `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const WITH_SEPARATORS = new Intl.NumberFormat('en-US');

/** Formats a number with its noun and thousands separators, such as `1 secret` or `200,000 cells`. */
export const formatCount = (count: number, noun: string): string =>
  `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`;

/** Formats a whole number with thousands separators. */
export const formatNumber = (count: number): string => WITH_SEPARATORS.format(count);

/** Converts a word in capitals from the API to normal spelling: `APPLICATION` becomes `application`. */
export const lowerWord = (word: string): string => word.toLowerCase().replaceAll('_', ' ');
