import standalone from 'ajv/dist/standalone/index.js';
import type { Plugin } from 'esbuild';
import { createManifestCompiler } from '../src/manifest/check/validators.js';

/** Replaces the module that compiles the manifest schema with the compiled schema. */
export const compiledValidators: Plugin = {
  name: 'compiled-validators',
  setup: (build) => {
    build.onLoad({ filter: /\/src\/manifest\/check\/validators\.ts$/ }, () => {
      const { ajv, parts } = createManifestCompiler({ source: true, esm: true });
      return {
        contents: `${standalone.default(ajv, parts)}\nexport const compileValidators = () => ({ document, override });\n`,
        loader: 'js',
        resolveDir: build.initialOptions.absWorkingDir ?? '.',
      };
    });
  },
};
