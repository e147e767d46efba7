import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { startSandbox } from '../../src/sandbox/http/server.js';
import type { SandboxSeed } from '../../src/sandbox/seed/seed.js';
import { realClock } from './clock.js';
import { describeNewFiles, readFiles } from './files.js';
import { makeFolder, type TestFolder } from './folder.js';
import { findLeak } from './leaks.js';
import { runBin } from './run-bin.js';
import { runInProcess, type CliRun } from './run-cli.js';
import { seedShop } from './worlds/index.js';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const RECIPES = join(REPOSITORY, 'examples/recipes');

/** Where programs are looked for: also among the development dependencies, as `npx` does. */
export const PATH = [join(REPOSITORY, 'node_modules/.bin'), process.env['PATH'] ?? ''].join(delimiter);

/** Whether a program is on PATH. */
export const isHere = (program: string): boolean =>
  spawnSync('sh', ['-c', 'command -v "$0"', program], { env: { PATH } }).status === 0;

/** What every recipe's store holds, with what quoting, expansion and line handling would spoil. */
export const VALUES = {
  stripe: 'sk_live "4eC39" $HOME $(id) #é',
  checkout: 'postgres://checkout:p%40ss w0rd@replica/shop?a=1&b=2',
  worker: 'postgres://worker:first line\nsecond: line',
} as const;

const IDS = {
  checkout: '11111111-1111-4111-8111-111111111111',
  worker: '22222222-2222-4222-8222-222222222222',
} as const;

const SEED: SandboxSeed = seedShop({
  production: [{ key: 'STRIPE_KEY' }, { key: 'DATABASE_URL' }],
  services: [
    { name: 'checkout', type: 'APPLICATION', id: IDS.checkout },
    { name: 'worker', type: 'CONTAINER', id: IDS.worker },
  ],
});

/** A folder that holds one recipe under its own name, and is the HOME of what runs in it. */
export const makeRecipe = (recipe: string): TestFolder => {
  const folder = makeFolder();
  copyFileSync(join(RECIPES, recipe), join(folder.path, basename(recipe)));
  return folder;
};

interface RecipeRun {
  readonly folder: TestFolder;
  readonly recipe: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
}

const environment = (url: string, env: RecipeRun['env']): Readonly<Record<string, string>> => ({
  PATH,
  QOVERY_API_URL: url,
  QOVERY_API_TOKEN: 'sandbox',
  QOVERRIDE_KEY: 'a key for the recipes, of more than 32 bytes',
  ...env,
});

/** Applies a recipe with the built command line; then every value is where it belongs, and nowhere else. */
export const expectRecipeWorks = async ({ folder, recipe, env, flags = [] }: RecipeRun): Promise<void> => {
  const sandbox = await startSandbox({ clock: realClock, newId: randomUUID, seed: SEED });
  try {
    const before = readFiles(folder.path);
    const argv = ['apply', '--auto-approve', '--strict', '--debug', ...flags, recipe];
    const result = await runBin(argv, { cwd: folder.path, env: environment(sandbox.url, env) });
    const output = result.stdout + result.stderr;
    const written = describeNewFiles(before, readFiles(folder.path));
    for (const value of Object.values(VALUES)) {
      expect(findLeak(output, value)).toBeNull();
      expect(findLeak(written, value)).toBeNull();
    }
    expect(result.exitCode, output).toBe(0);
    const overrides = sandbox
      .secrets()
      .filter((secret) => secret.overrides !== null)
      .map(({ id, key, parentId }) => [`${parentId}/${key}`, sandbox.valueOf(id)]);
    expect(Object.fromEntries(overrides)).toEqual({
      [`${IDS.checkout}/STRIPE_KEY`]: VALUES.stripe,
      [`${IDS.checkout}/DATABASE_URL`]: VALUES.checkout,
      [`${IDS.worker}/DATABASE_URL`]: VALUES.worker,
    });
  } finally {
    await sandbox.close();
  }
};

/** Plans a recipe that must be stopped by its values; gives what it printed, once nothing was written and nothing leaked. */
export const expectRecipeFails = async ({ folder, recipe, env, flags = [] }: RecipeRun): Promise<CliRun> => {
  const sandbox = await startSandbox({ clock: realClock, newId: randomUUID, seed: SEED });
  try {
    const result = await runInProcess(['plan', ...flags, recipe], {
      cwd: folder.path,
      env: { HOME: folder.path, ...environment(sandbox.url, env) },
    });
    expect(result.exitCode).toBe(1);
    expect(sandbox.secrets().filter((secret) => secret.overrides !== null)).toEqual([]);
    for (const value of Object.values(VALUES)) {
      expect(findLeak(result.stdout + result.stderr, value)).toBeNull();
    }
    return result;
  } finally {
    await sandbox.close();
  }
};
