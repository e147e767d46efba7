import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replaceFolder } from '../../build/replace-folder.js';
import { hashInputs, isBuilt, writeStamp } from '../../build/stamp.js';
import { makeFolder, type TestFolder } from '../support/folder.js';

const ROOT = new URL('../..', import.meta.url).pathname;

let folder: TestFolder;
let dist: string;

beforeEach(() => {
  folder = makeFolder({
    'src/bin.ts': 'start();',
    'src/cli/plan.ts': 'plan();',
    'build/main.ts': 'build();',
    'schemas/plan.schema.json': '{}',
    'package.json': '{ "name": "x" }',
    'tsconfig.json': '{}',
    'node_modules/.package-lock.json': '{}',
    'dist/bin.js': 'start();',
  });
  dist = join(folder.path, 'dist');
  writeStamp(dist, hashInputs(folder.path));
});

afterEach(() => folder.remove());

describe('a build', () => {
  it('is fresh as long as nothing has changed', () => {
    expect(isBuilt(folder.path, dist)).toBe(true);
  });

  it('stays fresh when files that are no part of it change, or are only touched', () => {
    folder.write('README.md', 'x');
    folder.write('test/a.test.ts', 'x');
    utimesSync(join(folder.path, 'src/bin.ts'), new Date(), new Date());
    expect(isBuilt(folder.path, dist)).toBe(true);
  });

  it.each([
    'src/cli/plan.ts',
    'build/main.ts',
    'schemas/plan.schema.json',
    'package.json',
    'tsconfig.json',
    'node_modules/.package-lock.json',
    'src/cli/a-new-file.ts',
  ])('is stale once %s says something else, even with an older date', (path) => {
    folder.write(path, 'else();');
    utimesSync(join(folder.path, path), new Date(0), new Date(0));
    expect(isBuilt(folder.path, dist)).toBe(false);
  });

  it('is stale once a file is gone, or has another name', () => {
    renameSync(join(folder.path, 'src/cli/plan.ts'), join(folder.path, 'src/cli/plane.ts'));
    expect(isBuilt(folder.path, dist)).toBe(false);
    rmSync(join(folder.path, 'src/cli/plane.ts'));
    expect(isBuilt(folder.path, dist)).toBe(false);
  });

  it('is stale once text has moved from one file to the next', () => {
    folder.write('src/bin.ts', 'start();pl');
    folder.write('src/cli/plan.ts', 'an();');
    expect(isBuilt(folder.path, dist)).toBe(false);
  });

  it('is fresh again once the old text is back', () => {
    folder.write('src/bin.ts', 'else();');
    folder.write('src/bin.ts', 'start();');
    expect(isBuilt(folder.path, dist)).toBe(true);
  });

  it('is missing where there is none, or one without a stamp', () => {
    expect(isBuilt(folder.path, join(folder.path, 'src'))).toBe(false);
    expect(isBuilt(folder.path, join(folder.path, 'nowhere'))).toBe(false);
  });
});

describe('replacing a folder', () => {
  const make = (name: string, files = 1): string => {
    for (let index = 0; index < files; index += 1) folder.write(`${name}/${String(index)}`, name);
    return join(folder.path, name);
  };

  it('leaves nothing of the old one, and nothing beside it', () => {
    replaceFolder(make('made'), dist);
    expect(readdirSync(dist)).toEqual(['0']);
    expect(readdirSync(folder.path)).not.toContain('made');
    expect(readdirSync(folder.path)).not.toContain('made-old');
  });

  it('works where there is none yet', () => {
    rmSync(dist, { recursive: true });
    replaceFolder(make('made'), dist);
    expect(readdirSync(dist)).toEqual(['0']);
  });

  it('fails where there is nothing to put there', () => {
    expect(() => replaceFolder(join(folder.path, 'nowhere'), dist)).toThrow(/ENOENT/);
    expect(readdirSync(dist)).toContain('bin.js');
  });

  it('leaves one whole folder where several processes do so at once', async () => {
    const script = join(folder.path, 'swap.mts');
    writeFileSync(
      script,
      `import { mkdirSync, writeFileSync } from 'node:fs';
       import { replaceFolder } from ${JSON.stringify(join(ROOT, 'build/replace-folder.ts'))};
       const [name, place] = process.argv.slice(2);
       for (let round = 0; round < 200; round += 1) {
         const made = \`\${place}-\${name}-\${round}\`;
         mkdirSync(made);
         for (const file of 'abcd') writeFileSync(\`\${made}/\${file}\`, made);
         replaceFolder(made, place);
       }`,
    );
    mkdirSync(join(folder.path, 'swaps'));
    const place = join(folder.path, 'swaps/place');
    const tsx = join(ROOT, 'node_modules/.bin/tsx');
    await Promise.all(['1', '2', '3'].map((name) => promisify(execFile)(tsx, [script, name, place])));
    expect(readdirSync(join(folder.path, 'swaps'))).toEqual(['place']);
    expect(readdirSync(place)).toEqual(['a', 'b', 'c', 'd']);
  });
});
