import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';

/** Lets CommonJS packages `require` the modules of Node, which an ES module cannot. */
export const nodeBuiltins: Plugin = {
  name: 'node-builtins',
  setup: (build) => {
    build.onResolve({ filter: /^[a-z]/ }, ({ path, kind }) =>
      kind === 'require-call' && isBuiltin(path) ? { path, namespace: 'node-builtin' } : null,
    );
    build.onLoad({ filter: /.*/, namespace: 'node-builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};
