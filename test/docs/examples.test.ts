import { execFile, execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSeed } from '../../src/sandbox/seed/parse-seed.js';
import { startSandbox } from '../../src/sandbox/http/server.js';
import { systemClock } from '../../src/run/machine.js';
import { makeFolder, type TestFolder } from '../support/folder.js';
import { codeBlocksOf } from '../support/markdown.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LIBRARY = join(ROOT, 'examples/library');
const DEMO = join(ROOT, 'examples/demo');

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

const files = readdirSync(LIBRARY).map((name) => ({ name, text: read(`examples/library/${name}`) }));

const blocksOf = (page: string): readonly { readonly name: string; readonly text: string }[] =>
  codeBlocksOf(read(page), 'ts')
    .filter((text) => files.every((file) => file.text.trim() !== text.trim()))
    .map((text, index) => ({
      name: `${page.replace('.md', '').replaceAll('/', '-')}-${String(index + 1)}.ts`,
      text,
    }));

const examples = [...files, ...blocksOf('docs/api.md'), ...blocksOf('docs/library.md')];

/** What an example says that it prints, line by line. */
const promisedBy = (text: string): readonly string[] =>
  [...text.matchAll(/\/\/ → ?(.*)$/gm)].map(([, line = '']) => line);

const runnable = examples.filter(({ text }) => promisedBy(text).length > 0);

describe('the examples of the library', () => {
  let folder: TestFolder;

  /** Compiles them as a user's program would be, against the built package. */
  beforeAll(() => {
    const compilerOptions = {
      target: 'es2023',
      module: 'nodenext',
      strict: true,
      types: ['node'],
      typeRoots: [join(ROOT, 'node_modules/@types')],
      rootDir: '.',
      outDir: 'out',
    };
    folder = makeFolder({
      'package.json': '{"type":"module"}',
      'tsconfig.json': JSON.stringify({ compilerOptions, include: ['*.ts'] }),
      'node_modules/.keep': '',
      ...Object.fromEntries(examples.map(({ name, text }) => [name, text])),
    });
    symlinkSync(ROOT, join(folder.path, 'node_modules/qoverride'));
    execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', folder.path]);
  });

  afterAll(() => folder.remove());

  it('are run, each of them, by itself or by another', () => {
    const unused = examples
      .filter((example) => !runnable.includes(example))
      .filter(({ name }) => !runnable.some(({ text }) => text.includes(`'./${name.replace('.ts', '.js')}'`)));
    expect(unused).toEqual([]);
  });

  it.each(runnable)('$name prints what it says', async ({ name, text }) => {
    const seed = parseSeed(readFileSync(join(DEMO, 'seed.yaml'), 'utf8'), 'seed.yaml');
    const sandbox = await startSandbox({ seed, clock: systemClock, newId: randomUUID });
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(folder.path, 'out', name.replace('.ts', '.js'))],
      {
        cwd: DEMO,
        env: {
          QOVERY_API_URL: sandbox.url,
          QOVERY_API_TOKEN: 'anything',
          QOVERRIDE_KEY: 'a key for the examples, of 32 bytes or more',
          CHECKOUT_DATABASE_URL: 'postgres://replica',
          WORKER_STRIPE_KEY: 'rk-worker',
          PRODUCTION_STRIPE_KEY: 'sk-production',
        },
      },
    );
    await sandbox.close();
    expect(stdout.trimEnd().split('\n')).toEqual(promisedBy(text));
  });
});
