import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const ROOT = new URL('../..', import.meta.url).pathname;
const OXLINT = join(ROOT, 'node_modules/.bin/oxlint');

describe('the floors of the house', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'floors-'));
    cpSync(join(ROOT, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const lint = (file: string, source: string): string => {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, source);
    try {
      return execFileSync(OXLINT, ['src'], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
    } catch (error) {
      return (error as { readonly stdout: string }).stdout;
    }
  };

  it.each([
    [
      'model imports a room',
      'src/model/bad.ts',
      `import { x } from '../plan/build.js';\nexport const y = x;\n`,
    ],
    ['model imports node:fs', 'src/model/bad.ts', `import { x } from 'node:fs';\nexport const y = x;\n`],
    [
      'apply imports qovery',
      'src/apply/bad.ts',
      `import { x } from '../qovery/write.js';\nexport const y = x;\n`,
    ],
    [
      'a nested folder imports a room',
      'src/values/sops/bad.ts',
      `import { x } from '../../plan/build.js';\nexport const y = x;\n`,
    ],
    [
      'plan imports render',
      'src/plan/bad.ts',
      `import { x } from '../render/paint.js';\nexport const y = x;\n`,
    ],
    ['a room imports cli', 'src/qovery/bad.ts', `import { x } from '../cli/io.js';\nexport const y = x;\n`],
    ['cli imports bin', 'src/cli/bad.ts', `import { x } from '../bin.js';\nexport const y = x;\n`],
    ['plan reads a file', 'src/plan/bad.ts', `import { x } from 'node:fs/promises';\nexport const y = x;\n`],
    [
      'the page reads a file',
      'src/render/audit-page/browser/bad.ts',
      `import { x } from 'node:fs';\nexport const y = x;\n`,
    ],
    [
      'the page imports a room',
      'src/render/audit-page/browser/bad.ts',
      `import { x } from '../../../plan/build.js';\nexport const y = x;\n`,
    ],
    [
      'the page carries the model along',
      'src/render/audit-page/browser/bad.ts',
      `import { x } from '../../../model/audit.js';\nexport const y = x;\n`,
    ],
    [
      'the page carries its renderer along',
      'src/render/audit-page/browser/bad.ts',
      `import { x } from '../html.js';\nexport const y = x;\n`,
    ],
    ['render hashes', 'src/render/bad.ts', `import { x } from 'node:crypto';\nexport const y = x;\n`],
  ])('refuses that %s', (_name, file, source) => {
    expect(lint(file, source)).toContain('no-restricted-imports');
  });

  it.each([
    ['plan is async', 'src/plan/bad.ts', `export const y = async () => 1;\n`, 'no-async-await'],
    ['plan asks the clock', 'src/plan/bad.ts', `export const y = Date.now();\n`, 'no-restricted-properties'],
    [
      'render is random',
      'src/render/bad.ts',
      `export const y = Math.random();\n`,
      'no-restricted-properties',
    ],
    ['render prints', 'src/render/bad.ts', `console.log('x');\n`, 'no-restricted-globals'],
    [
      'the page calls home',
      'src/render/audit-page/browser/bad.ts',
      `export const y = fetch('/');\n`,
      'no-restricted-globals',
    ],
    [
      'the page takes text for markup',
      'src/render/audit-page/browser/bad.ts',
      `export const y = (element: Element) => { element.innerHTML = 'x'; };\n`,
      'no-restricted-properties',
    ],
    ['cli touches process', 'src/cli/bad.ts', `export const y = process.env;\n`, 'no-restricted-globals'],
    [
      'qovery touches process',
      'src/qovery/bad.ts',
      `export const y = process.argv;\n`,
      'no-restricted-globals',
    ],
  ])('refuses that %s', (_name, file, source, rule) => {
    expect(lint(file, source)).toContain(rule);
  });

  it.each([
    [
      'a room uses the model',
      'src/plan/good.ts',
      `import { x } from '../model/scope.js';\nexport const y = x;\n`,
    ],
    [
      'a room uses itself',
      'src/values/sops/good.ts',
      `import { x } from '../lookup.js';\nexport const y = x;\n`,
    ],
    [
      'cli wires the rooms',
      'src/cli/good.ts',
      `import { x } from '../qovery/read.js';\nexport const y = x;\n`,
    ],
    [
      'the page names a type of the model',
      'src/render/audit-page/browser/good.ts',
      `import type { X } from '../../../model/audit.js';\nexport type Y = X;\n`,
    ],
    [
      'the page uses the document',
      'src/render/audit-page/browser/good.ts',
      `export const y = document.createElement('p');\n`,
    ],
    ['bin touches process', 'src/bin.ts', `export const y = process.argv;\n`],
    [
      'render takes colours from Node',
      'src/render/good.ts',
      `import { styleText } from 'node:util';\nexport const y = styleText;\n`,
    ],
    ['the marker hashes', 'src/plan/good.ts', `import { x } from 'node:crypto';\nexport const y = x;\n`],
  ])('allows that %s', (_name, file, source) => {
    expect(lint(file, source)).not.toContain('no-restricted');
  });
});
