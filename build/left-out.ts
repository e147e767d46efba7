import type { Plugin } from 'esbuild';

/** Packages that others import for what is never asked of them: got speaks HTTP/2 through the one, and only where that is switched on. */
const PACKAGES = /^http2-wrapper$/;

/** Leaves packages out of a bundle, an empty object in their place. */
export const leftOut: Plugin = {
  name: 'left-out',
  setup: (build) => {
    build.onResolve({ filter: PACKAGES }, ({ path }) => ({ path, namespace: 'left-out' }));
    build.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'export default {};' }));
  },
};
