/**
 * Spells a time as the API does: ISO 8601 in UTC with a fraction of six digits. Milliseconds since 1970 have three;
 * the rest comes from the time itself, so that equal times are spelled alike.
 */
export const spellTime = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace('Z', `${String((milliseconds * 7) % 1000).padStart(3, '0')}Z`);

/** Spells nanoseconds since 1970 as ISO 8601 in UTC with a fraction of nine digits. */
export const spellNanoseconds = (nanoseconds: bigint): string => {
  const fraction = String(nanoseconds % 1_000_000_000n).padStart(9, '0');
  return new Date(Number(nanoseconds / 1_000_000n)).toISOString().replace(/\d{3}Z$/, `${fraction}Z`);
};
