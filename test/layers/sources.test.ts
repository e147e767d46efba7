import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FOLDERS, PURE_FOLDERS } from './layers.js';

const SRC = new URL('../../src', import.meta.url).pathname;

/** Every file of src/: path → text. */
const FILES: ReadonlyMap<string, string> = new Map(
  readdirSync(SRC, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => [relative(SRC, path), readFileSync(path, 'utf8')]),
);

const MODULES = [...FILES].filter(([file]) => file.endsWith('.ts'));

const countLines = (text: string): number => text.split('\n').length - 1;

/** Folders with fewer than 3 or more than 20 modules, and why that is right. */
const ODD_FOLDERS: Readonly<Record<string, string>> = {
  yaml: 'a ground layer of its own: everything that composes YAML will meet here',
};

describe('src/', () => {
  it('has the folders of the layers and no other', () => {
    const folders = readdirSync(SRC, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).toSorted()).toEqual(FOLDERS.toSorted());
  });

  it('has 3 to 20 modules in a folder, apart from the exceptions above', () => {
    const counts = new Map<string, number>();
    for (const [file] of MODULES) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    // The top of src/ holds the two entry points only.
    counts.delete('.');
    const odd = [...counts].filter(([, count]) => count < 3 || count > 20).map(([folder]) => folder);
    expect(odd.toSorted()).toEqual(Object.keys(ODD_FOLDERS).toSorted());
  });

  it('has the two entry points at its top, and nothing else', () => {
    const top = MODULES.map(([file]) => file).filter((file) => dirname(file) === '.');
    expect(top.toSorted()).toEqual(['bin.ts', 'index.ts']);
  });

  it('has no module of more than 300 lines', () => {
    const long = MODULES.filter(([, text]) => countLines(text) > 300).map(([file]) => file);
    expect(long).toEqual([]);
  });

  it('has a median of at least 75 lines a module', () => {
    const lines = MODULES.map(([, text]) => countLines(text)).toSorted((left, right) => left - right);
    expect(lines[Math.floor(lines.length / 2)]).toBeGreaterThanOrEqual(75);
  });

  it('has no pure module that reads the clock by making a date, which the linter cannot see', () => {
    const pure = MODULES.filter(([file]) => PURE_FOLDERS.some((folder) => file.startsWith(`${folder}/`)));
    const readers = pure.filter(([, text]) => /\bDate\(\)|\bnew Date\b(?!\()/.test(text));
    expect(readers.map(([file]) => file)).toEqual([]);
    expect(pure.length).toBeGreaterThan(50);
  });
});
