import type { Plugin } from 'esbuild';

/** What got imports for what it is never asked to do here: HTTP/2, and to remember answers or addresses. */
const REPLACEMENTS: Readonly<Record<string, string>> = {
  'http2-wrapper': 'export default {};',
  'cacheable-lookup': 'export default class CacheableLookup {}',
  'cacheable-request': 'export default class CacheableRequest {}\nexport class CacheError extends Error {}',
};

/** Leaves packages out of a bundle; in the place of each is as much as those who import it look at. */
export const leftOut: Plugin = {
  name: 'left-out',
  setup: (build) => {
    const names = Object.keys(REPLACEMENTS).join('|');
    build.onResolve({ filter: new RegExp(`^(?:${names})$`) }, ({ path }) => ({
      path,
      namespace: 'left-out',
    }));
    build.onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
      contents: REPLACEMENTS[path] ?? '',
    }));
  },
};
