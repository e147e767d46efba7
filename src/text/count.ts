/** Spells a number with its noun, such as `1 override` or `2 overrides`. */
export const formatCount = (count: number, noun: string): string =>
  `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
