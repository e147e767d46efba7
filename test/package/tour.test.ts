import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installByReadme, type Installed } from '../support/package/installed.js';
import { canInstall, runInShell, startServer } from '../support/package/machine.js';
import { ROOT } from '../support/package/pack.js';
import {
  asShown,
  exchange,
  readBlocks,
  readSteps,
  shellBlocks,
  withoutTimes,
  type Step,
} from '../support/package/readme.js';

// The README's own steps, in an empty folder, from the tarball that would be published. `npm run test:versions` takes them on other Nodes.
const VERSIONS = process.env['NODE_VERSIONS']?.split(' ') ?? [null];
const TOUR = readBlocks('README.md', 'A five-minute tour');
const INIT = readBlocks('docs/manifests.md', 'Start with init');

const expectShown = (printed: string, step: Step): void =>
  expect(asShown(printed, step), `$ ${step.command}`).toBe(withoutTimes(step.output));

describe.skipIf(!canInstall()).each(VERSIONS)('the installed package, on Node %s', (version) => {
  let installed: Installed;

  beforeAll(async () => {
    installed = await installByReadme(version);
  }, 600_000);

  afterAll(() => installed.close());

  it('runs on the Node that it should', () => {
    expect(installed.run('node', '--version')).toMatch(`v${version ?? process.versions.node}`);
  });

  it('takes a demo along whose manifest tells editors of the schema', () => {
    const manifest = join(installed.home, 'demo/overrides/production.yaml');
    const [, schema = ''] =
      /^# yaml-language-server: \$schema=(.*)$/m.exec(readFileSync(manifest, 'utf8')) ?? [];
    expect(existsSync(join(manifest, '..', schema))).toBe(true);
  });

  it('plays the tour of the README', () => {
    const { url, home, env } = installed;
    const steps = readSteps(TOUR);
    expect(steps.length).toBeGreaterThanOrEqual(4);
    const [, setUp = ''] = shellBlocks(TOUR);
    const printed = runInShell(
      exchange(setUp, 'http://127.0.0.1:8080', url),
      steps.map(({ command }) => command),
      { cwd: home, env },
    );
    steps.forEach((step, index) => expectShown(printed[index] ?? '', step));
  });

  it('makes the first files of a repository, and what it says comes next works', async () => {
    const options = { cwd: installed.home, env: installed.env };
    const sandbox = await startServer('npx qoverride sandbox --port 0 --seed demo/seed.yaml', options);
    try {
      const setUp = `mkdir -p shop && cd shop && git init --quiet
alias qoverride="npx qoverride"
export QOVERY_API_URL=${sandbox.url} QOVERY_API_TOKEN=anything`;
      const [init] = readSteps(INIT);
      if (init === undefined) throw new Error('docs/manifests.md shows no init');
      const [made = ''] = runInShell(setUp, [init.command], options);
      expectShown(made, init);
      const next = [...made.matchAll(/\b(export \w+=|qoverride (plan|apply)\b).*$/gm)].map(([line]) => line);
      expect(next.map((line) => line.split(' ')[1])).toEqual(['CHECKOUT_DATABASE_URL=…', 'plan', 'apply']);
      const [, planned, applied] = runInShell(
        setUp,
        next.map((line) => (line.startsWith('qoverride apply') ? `${line} --auto-approve` : line)),
        options,
      );
      expect(planned).toContain('Plan: 1 to create, 0 to update, 0 to delete.');
      expect(applied).toContain('Apply: 1 applied, 0 failed, 0 not attempted.');
    } finally {
      sandbox.stop();
    }
  });

  it('makes an audit page, of the parts that are in the package', () => {
    const page = execFileSync('npx', ['qoverride', 'audit', '--format', 'html'], {
      cwd: installed.home,
      env: { ...installed.env, QOVERY_API_URL: installed.url, QOVERY_API_TOKEN: 'anything' },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain('"secrets":["DATABASE_URL"');
    expect(page).toContain("default-src 'none'; script-src 'sha256-");
  });

  it('is a library, with its schemas', () => {
    installed.folder.write(
      'home/use.mjs',
      `import { plan, startSandbox, SecretValue } from 'qoverride';
       import schema from 'qoverride/schemas/manifest.schema.json' with { type: 'json' };
       console.log(typeof plan, typeof startSandbox, String(new SecretValue('x')), schema.title);`,
    );
    const { title } = JSON.parse(readFileSync(join(ROOT, 'schemas/manifest.schema.json'), 'utf8')) as {
      readonly title: string;
    };
    expect(installed.run('node', 'use.mjs')).toBe(`function function (sensitive) ${title}\n`);
  });
});
