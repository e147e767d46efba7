import type { Plugin } from 'esbuild';

/** Packages that got imports for features that this program does not use: HTTP/2, and caches of responses and addresses. */
const REPLACEMENTS: Readonly<Record<string, string>> = {
  'http2-wrapper': 'export default {};',
  'cacheable-lookup': 'export default class CacheableLookup {}',
  'cacheable-request': 'export default class CacheableRequest {}\nexport class CacheError extends Error {}',
};

/** Leaves packages out of a bundle and replaces each with the exports that its importers need. */
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
