import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installByReadme, type Installed } from '../support/package/installed.js';
import { canInstall } from '../support/package/machine.js';
import { ROOT } from '../support/package/pack.js';
import { readBlocks } from '../support/package/readme.js';

const EXAMPLES = readBlocks('As a library')
  .filter(({ language }) => language === 'ts')
  .map(({ text }) => text);

const USES = `import { buildPlan, createClient, SecretValue, type Diagnostic, type Plan } from 'qoverride';
import schema from 'qoverride/schemas/manifest.schema.json' with { type: 'json' };
const title: string = schema.title;
const value: string = new SecretValue('x').reveal();
export const find = (plan: Plan): readonly Diagnostic[] => plan.diagnostics;
export { buildPlan, createClient, title, value };
`;

describe.skipIf(!canInstall())('the installed package, as a library', () => {
  let installed: Installed;

  beforeAll(async () => {
    installed = await installByReadme(null);
  }, 600_000);

  afterAll(() => installed.close());

  it("runs the README's example", () => {
    const { folder, home, env } = installed;
    folder.write('home/demo/example.mjs', EXAMPLES[0] ?? '');
    const output = execFileSync('node', ['example.mjs'], { cwd: join(home, 'demo'), env, encoding: 'utf8' });
    expect(output.trimEnd().split('\n')).toHaveLength(4);
  });

  it.each(['nodenext', 'bundler'])('has types that resolve under %s', (moduleResolution) => {
    const { folder, home } = installed;
    folder.write('home/uses.mts', USES);
    folder.write('home/example.mts', EXAMPLES.join('\n'));
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
    folder.write(
      'home/tsconfig.json',
      JSON.stringify({ compilerOptions, files: ['uses.mts', 'example.mts'] }),
    );
    const tsc = join(ROOT, 'node_modules/.bin/tsc');
    expect(execFileSync(tsc, ['-p', '.'], { cwd: home, encoding: 'utf8' })).toBe('');
  });

  it('takes as much room as the README says', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const [, statedSize, statedCount] = /takes about (\d+) MB in (\d+) packages/.exec(readme) ?? [];
    const folder = join(installed.home, 'node_modules');
    const bytes = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
    const { packages } = JSON.parse(readFileSync(join(folder, '.package-lock.json'), 'utf8')) as {
      readonly packages: object;
    };
    const [megabytes, count] = [bytes / 1_000_000, Object.keys(packages).length];
    process.stdout.write(`Installed: ${megabytes.toFixed(1)} MB in ${String(count)} packages.\n`);
    // Dependencies may move a little, without a new line in the README for each.
    expect(Math.abs(megabytes / Number(statedSize) - 1)).toBeLessThan(0.2);
    expect(Math.abs(count / Number(statedCount) - 1)).toBeLessThan(0.2);
  });
});
