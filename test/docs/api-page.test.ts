import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { makeFolder } from '../support/folder.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The generator fails where an export, a member or a type that one of them names is not documented. */
it('docs/api.md is what `npm run docs` writes from the sources', async () => {
  const folder = makeFolder();
  const typedoc = join(ROOT, 'node_modules/typedoc/bin/typedoc');
  const options = ['--options', join(ROOT, 'build/api-page/typedoc.json'), '--out', folder.path];
  const { stderr } = await promisify(execFile)(process.execPath, [typedoc, ...options]);
  expect(stderr).toBe('');
  const made = readFileSync(join(folder.path, 'api.md'), 'utf8');
  expect(made).toBe(readFileSync(join(ROOT, 'docs/api.md'), 'utf8'));
  folder.remove();
}, 600_000);
