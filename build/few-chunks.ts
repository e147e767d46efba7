import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Metafile, Plugin } from 'esbuild';

/** Source files for one chunk, and the entry points that load it. Paths are relative to the project. */
export interface ChunkGroup {
  readonly name: string;
  readonly files: readonly string[];
  readonly entryPoints: ReadonlySet<string>;
}

/** Chunks below this size, in bytes, are joined with others. */
const SMALL = 32 * 1024;

/**
 * Groups the small chunks of a bundle in which each set of entry points has a chunk for the code that only they share. Loading a file
 * costs more than most small chunks contain. `stages` lists entry points in the order in which they are loaded. A small chunk joins the
 * group of the first stage that loads it. If no stage does, it joins those that import the same large chunks, so that nothing large is
 * loaded for the sake of a small neighbour.
 */
export const groupChunks = (
  { outputs }: Metafile,
  stages: Readonly<Record<string, readonly string[]>>,
): readonly ChunkGroup[] => {
  const reached = new Map<string, ReadonlySet<string>>();
  for (const [path, { entryPoint }] of Object.entries(outputs)) {
    if (entryPoint !== undefined) reached.set(entryPoint, followImports(outputs, path));
  }
  let left = Object.entries(outputs)
    .filter(([, { entryPoint, bytes }]) => entryPoint === undefined && bytes < SMALL)
    .map(([path]) => path);
  const groupUp = (name: string, isIn: (path: string) => boolean): ChunkGroup => {
    const paths = left.filter(isIn);
    left = left.filter((path) => !isIn(path));
    return {
      name,
      files: paths
        .flatMap((path) => Object.keys(outputs[path]?.inputs ?? {}))
        .filter((file) => file.startsWith('src/')),
      entryPoints: new Set(
        [...reached].filter(([, chunks]) => paths.some((path) => chunks.has(path))).map(([entry]) => entry),
      ),
    };
  };
  const staged = Object.entries(stages).map(([name, entries]) =>
    groupUp(name, (path) => entries.some((entry) => reached.get(entry)?.has(path) === true)),
  );
  const largeOf = (path: string): string =>
    [...followImports(outputs, path)]
      .filter((reachedPath) => (outputs[reachedPath]?.bytes ?? 0) >= SMALL)
      .toSorted()
      .join(' ');
  const rest = [...new Set(left.map(largeOf))].map((large, index) =>
    groupUp(`rest-${String(index)}`, (path) => largeOf(path) === large),
  );
  return [...staged, ...rest];
};

/** Finds all outputs that are loaded with an output. */
const followImports = (outputs: Metafile['outputs'], start: string): ReadonlySet<string> => {
  const paths = new Set([start]);
  for (const path of paths) {
    for (const { path: imported, kind } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement') paths.add(imported);
    }
  }
  return paths;
};

/** Makes every entry point of a group load all files of the group, so that esbuild puts them into one chunk. */
export const fewChunks = (groups: readonly ChunkGroup[], root: string): Plugin => ({
  name: 'few-chunks',
  setup: (build) => {
    build.onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => {
      const entryPoint = relative(root, path);
      const joined = groups.filter(({ entryPoints }) => entryPoints.has(entryPoint));
      if (joined.length === 0) return null;
      const imports = joined.map(({ name }) => `import 'chunk-group:${name}';\n`);
      return { contents: [readFileSync(path, 'utf8'), ...imports].join('\n'), loader: 'ts' };
    });
    // `package.json` declares no side effects, so esbuild would drop a file that is imported only for its chunk.
    build.onResolve({ filter: /^\.{0,2}\/.*\.[jt]s$/ }, ({ path, resolveDir }) =>
      resolveDir.startsWith(join(root, 'src')) || path.startsWith(join(root, 'src'))
        ? { path: resolve(resolveDir, path.replace(/\.js$/, '.ts')), sideEffects: true }
        : null,
    );
    build.onResolve({ filter: /^chunk-group:/ }, ({ path }) => ({ path, namespace: 'chunk-group' }));
    build.onLoad({ filter: /.*/, namespace: 'chunk-group' }, ({ path }) => {
      const files = groups.find(({ name }) => path === `chunk-group:${name}`)?.files ?? [];
      const contents = files.map((file) => `import ${JSON.stringify(resolve(root, file))};`).join('\n');
      return { contents, resolveDir: root };
    });
  },
});
