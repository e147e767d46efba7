import type * as Library from '../../../../src/index.js';

/** The library as it was built, which is what people import. */
export const library = (await import(
  new URL('../../../../dist/index.js', import.meta.url).href
)) as typeof Library;
