import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installByReadme, type Installed } from '../support/package/installed.js';
import { canInstall } from '../support/package/machine.js';
import { ROOT } from '../support/package/pack.js';

/** What most disks give to files in, in bytes. */
const BLOCK = 4096;

const USES = `import { apply, createClient, plan, SecretValue, type Diagnostic, type PlanResult } from 'qoverride';
import schema from 'qoverride/schemas/manifest.schema.json' with { type: 'json' };
const title: string = schema.title;
const value: string = new SecretValue('x').reveal();
export const find = (result: PlanResult): readonly Diagnostic[] => result.diagnostics;
export { apply, createClient, plan, title, value };
`;

describe.skipIf(!canInstall())('the installed package, as a library', () => {
  let installed: Installed;

  beforeAll(async () => {
    installed = await installByReadme(null);
  }, 600_000);

  afterAll(() => installed.close());

  it.each(['nodenext', 'bundler'])('has types that resolve under %s', (moduleResolution) => {
    const { folder, home } = installed;
    folder.write('home/uses.mts', USES);
    const compilerOptions = {
      module: moduleResolution === 'bundler' ? 'esnext' : 'nodenext',
      moduleResolution,
      target: 'es2023',
      strict: true,
      noEmit: true,
      // What the package's own declarations refer to must be there too.
      skipLibCheck: false,
      resolveJsonModule: true,
      types: ['node'],
      typeRoots: [join(ROOT, 'node_modules/@types')],
    };
    folder.write('home/tsconfig.json', JSON.stringify({ compilerOptions, files: ['uses.mts'] }));
    const tsc = join(ROOT, 'node_modules/.bin/tsc');
    expect(execFileSync(tsc, ['-p', '.'], { cwd: home, encoding: 'utf8' })).toBe('');
  });

  it('takes as much room as the README says', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const [, ...stated] = /takes about (\d+) MB \((\d+) on disk\) in (\d+) packages/.exec(readme) ?? [];
    const folder = join(installed.home, 'node_modules');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)));
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    const onDisk = files.reduce((sum, { size }) => sum + Math.ceil(size / BLOCK) * BLOCK, 0);
    const lock = JSON.parse(readFileSync(join(folder, '.package-lock.json'), 'utf8')) as {
      readonly packages: object;
    };
    const found = [bytes / 1_000_000, onDisk / 1_000_000, Object.keys(lock.packages).length];
    process.stdout.write(
      `Installed: ${found.map((number) => number.toFixed(0)).join(', ')} (MB, MB on disk, packages)\n`,
    );
    // Dependencies may move a little, without a new line in the README for each.
    found.forEach((number, index) => expect(Math.abs(number / Number(stated[index]) - 1)).toBeLessThan(0.2));
  });
});
