import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';

/**
 * Lets CommonJS packages `require` the modules of Node, which an ES module cannot; each is loaded only where something of it is
 * used: commander asks for `child_process`, which takes as long to load as commander itself, and never uses it here.
 */
export const nodeBuiltins: Plugin = {
  name: 'node-builtins',
  setup: (build) => {
    build.onResolve({ filter: /^[a-z]/ }, ({ path, kind }) =>
      kind === 'require-call' && isBuiltin(path) ? { path, namespace: 'node-builtin' } : null,
    );
    build.onLoad({ filter: /.*/, namespace: 'node-builtin' }, ({ path }) => ({ contents: proxyOf(path) }));
  },
};

const proxyOf = (name: string): string => {
  const load = `process.getBuiltinModule(${JSON.stringify(name)})`;
  const builtin: unknown = process.getBuiltinModule(name);
  // What is itself a function or a class cannot be stood in for.
  if (typeof builtin !== 'object' || builtin === null) return `module.exports = ${load};`;
  const getters = Object.keys(builtin).map((key) => `get ${key}() { return ${load}.${key}; },`);
  return `module.exports = {\n${getters.join('\n')}\n};`;
};
