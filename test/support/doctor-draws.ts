/** Draws so many whole numbers from `least` to `most`, the same on every run. */
export const drawIntegers = (count: number, least: number, most: number): readonly number[] => {
  let state = 20_261_128;
  return Array.from({ length: count }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return least + (state % (most - least + 1));
  });
};
