import { isBuiltin } from 'node:module';
import { relative } from 'node:path';
import type { Plugin } from 'esbuild';
import { ROOT } from './paths.js';

/**
 * Loads Node's built-in modules directly. An `import` of one reads all its properties and so loads parts that are not needed: 3 ms for
 * `node:crypto`, 4 ms for `node:process`.
 */
export const nodeBuiltins: Plugin = {
  name: 'node-builtins',
  setup: (build) => {
    build.onResolve({ filter: /^[a-z]/ }, ({ path, kind, importer }) => {
      if (!isBuiltin(path) || kind === 'require-call') return null;
      // One module for each importing file, because a shared module would get its own chunk.
      return { path: `${path} in ${relative(ROOT, importer)}`, namespace: 'node-imported', pluginData: path };
    });
    build.onLoad({ filter: /.*/, namespace: 'node-imported' }, ({ pluginData }) => ({
      contents: asModule(pluginData as string),
    }));
  },
};

/** Exports each name separately, so that the bundle drops unused ones. Functions are loaded when they are called. */
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

/** Whether a property is a plain function, rather than a class or a function with properties. */
const isOnlyCalled = (key: string, value: unknown): boolean =>
  typeof value === 'function' &&
  /^[a-z]/.test(key) &&
  Object.keys(value).length === 0 &&
  Object.getOwnPropertySymbols(value).length === 0;
