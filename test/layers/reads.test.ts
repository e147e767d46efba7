import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const TOP = new URL('../..', import.meta.url).pathname;

/** What of `node:fs` hands out the contents of files and folders. */
const READERS =
  /\b(?:readFile|readFileSync|createReadStream|openAsBlob|open|openSync|read|readSync|readv|readvSync|readdir|readdirSync|opendir|opendirSync)\b/;

const IMPORT = /import\s+(?<names>[^;]*?)\s+from 'node:fs(?:\/promises)?';/g;

/** Modules outside `files/` that read all the same, and why: docs/architecture.md says what bounds each. */
const OTHERS: Readonly<Record<string, string>> = {
  'manifest/search-folder.ts': 'lists folders, and reads no file',
  'values/sources/file.ts': 'follows no link and checks the open file again, because a value comes from it',
  'values/vault/tls.ts': 'lists the folder of VAULT_CAPATH; its files are read through files/',
};

describe('files are read', () => {
  const modules = readdirSync(join(TOP, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => [relative(join(TOP, 'src'), path), readFileSync(path, 'utf8')] as const);

  const namesOf = (text: string): readonly string[] =>
    [...text.matchAll(IMPORT)].map(({ groups }) => groups?.['names'] ?? '');

  it('in files/ only, which bounds each reading, apart from the exceptions above', () => {
    const readers = modules.filter(([, text]) => namesOf(text).some((names) => READERS.test(names)));
    const outside = readers.map(([file]) => file).filter((file) => !file.startsWith('files/'));
    expect(outside.toSorted()).toEqual(Object.keys(OTHERS).toSorted());
    expect(readers.length).toBeGreaterThan(outside.length);
  });

  it('through names that are imported one by one, so that the test above sees them', () => {
    const whole = modules.filter(
      ([, text]) =>
        namesOf(text).some((names) => !/^(?:type )?\{/.test(names)) ||
        /(?:import|require)\('(?:node:)?fs/.test(text),
    );
    expect(whole.map(([file]) => file)).toEqual([]);
  });

  it('with a limit that docs/architecture.md lists', () => {
    const page = readFileSync(join(TOP, 'docs/architecture.md'), 'utf8');
    const callers = modules
      .filter(([, text]) => /\b(?:readRegularFile|readNamedFile|readStream|readJsonFile)\(/.test(text))
      .map(([file]) => file)
      .filter((file) => !file.startsWith('files/'));
    expect(callers.length).toBeGreaterThan(5);
    expect([...callers, ...Object.keys(OTHERS)].filter((file) => !page.includes(`\`${file}\``))).toEqual([]);
  });
});
