import { isBuiltin } from 'node:module';
import { relative } from 'node:path';
import type { Plugin } from 'esbuild';
import { ROOT } from './paths.js';

/**
 * Takes the modules of Node that are imported straight from it. An `import` of one reads every property that it has, and so loads
 * what nobody asked for: 3 ms for `node:crypto`, 4 ms for `node:process`.
 */
export const nodeBuiltins: Plugin = {
  name: 'node-builtins',
  setup: (build) => {
    build.onResolve({ filter: /^[a-z]/ }, ({ path, kind, importer }) => {
      if (!isBuiltin(path) || kind === 'require-call') return null;
      // One for each file that imports it: what is shared would be in a chunk of its own.
      return { path: `${path} in ${relative(ROOT, importer)}`, namespace: 'node-imported', pluginData: path };
    });
    build.onLoad({ filter: /.*/, namespace: 'node-imported' }, ({ pluginData }) => ({
      contents: asModule(pluginData as string),
    }));
  },
};

/** Each name by itself, so that those that nobody imports are left out of the bundle; what is only called is loaded when it is called. */
const asModule = (name: string): string => {
  const properties = Object.entries(
    Object.getOwnPropertyDescriptors(process.getBuiltinModule(name) as object),
  );
  const names = properties.filter(([key]) => /^[a-z]\w*$/i.test(key) && key !== 'default');
  return [
    `const node = () => process.getBuiltinModule(${JSON.stringify(name)});`,
    'const take = (key) => node()[key];',
    'export default /* @__PURE__ */ node();',
    ...names.map(([key, { value }]) =>
      isOnlyCalled(key, value)
        ? `export const ${key} = (...given) => node().${key}(...given);`
        : `export const ${key} = /* @__PURE__ */ take('${key}');`,
    ),
  ].join('\n');
};

/** Whether it is a function, and neither a class nor one that carries something with it. */
const isOnlyCalled = (key: string, value: unknown): boolean =>
  typeof value === 'function' &&
  /^[a-z]/.test(key) &&
  Object.keys(value).length === 0 &&
  Object.getOwnPropertySymbols(value).length === 0;
