import { readFile } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { formatCount } from '../../render/count.js';
import type { Io } from '../io.js';
import { makeKeyText } from '../keygen.js';
import { makeWorkflow } from './ci-workflow.js';
import type { Decided } from './decide.js';
import type { KeyFile } from './decide-surroundings.js';
import type { NewFile } from './new-files.js';

const IGNORE_FILE = '.gitignore';

/** Lists the files to make, in their order: git is told to ignore the key before there is one. */
export const listNewFiles = async (
  io: Io,
  { manifest, keyFile, ci }: Decided,
): Promise<readonly NewFile[]> => [
  ...(keyFile === null ? [] : await listKeyFiles(io, keyFile)),
  {
    path: manifest.path,
    text: manifest.text,
    isPrivate: false,
    note: `the manifest, with ${formatCount(manifest.variables.length, 'override')}`,
    hint: 'name another file with --out',
  },
  ...(ci === 'none'
    ? []
    : [
        {
          ...makeWorkflow(ci, manifest.variables),
          isPrivate: false,
          note: 'checks, plans and applies in CI',
          hint: 'give --ci none, and add the steps of the example in the package by hand',
        },
      ]),
];

const listKeyFiles = async (io: Io, { path, isNew }: KeyFile): Promise<readonly NewFile[]> => {
  const line = await ignoreLine(io, path);
  return [
    ...(line === null ? [] : [{ path: IGNORE_FILE, add: line, note: 'one more line: git ignores the key' }]),
    ...(isNew
      ? [
          {
            path,
            text: makeKeyText(io),
            isPrivate: true,
            note: 'the fingerprint key, which only you can read',
            hint: 'name another file with --key-file',
          },
        ]
      : []),
  ];
};

/** The line of `.gitignore` that a key needs; null where it is there, or where the key lies elsewhere. */
const ignoreLine = async (io: Io, path: string): Promise<string | null> => {
  const inside = relative(io.cwd, resolve(io.cwd, path));
  if (inside.startsWith('..') || isAbsolute(inside)) return null;
  const line = `/${inside.split(sep).join('/')}`.replaceAll(/[*?[\]!#\\ ]/g, String.raw`\$&`);
  const text = await readFile(resolve(io.cwd, IGNORE_FILE), 'utf8').catch(() => '');
  const lines = text.split(/\r?\n/);
  return lines.includes(line) || lines.includes(line.slice(1)) ? null : line;
};
