import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../support/folder.js';

const ROOT = new URL('../..', import.meta.url).pathname;

/** Lints sources with the rules of this project, all in one run: file → the rules that it breaks. */
export const lintSources = (
  sources: Readonly<Record<string, string>>,
): ReadonlyMap<string, readonly string[]> => {
  const folder = makeFolder(sources);
  try {
    copyFileSync(join(ROOT, '.oxlintrc.json'), join(folder.path, '.oxlintrc.json'));
    const { stdout } = spawnSync(join(ROOT, 'node_modules/.bin/oxlint'), ['--format', 'json', 'src'], {
      cwd: folder.path,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    const report = JSON.parse(stdout) as {
      readonly diagnostics: readonly { readonly code: string; readonly filename: string }[];
      readonly number_of_files: number;
    };
    if (report.number_of_files !== Object.keys(sources).length) {
      throw new Error(`linted ${report.number_of_files} of ${Object.keys(sources).length} files`);
    }
    const broken = new Map<string, string[]>(Object.keys(sources).map((file) => [file, []]));
    for (const { code, filename } of report.diagnostics) {
      broken.get(filename)?.push(/\(([^)]+)\)/.exec(code)?.[1] ?? code);
    }
    return broken;
  } finally {
    folder.remove();
  }
};
