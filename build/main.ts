import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { bundleAction, bundleAuditPage, bundleProgram } from './bundle.js';
import { readPackage, writeLicences } from './licences.js';
import { renderManPage } from './man-page.js';
import { DIST, ROOT } from './paths.js';
import { replaceFolder } from './replace-folder.js';
import { hashInputs, isBuilt, writeStamp } from './stamp.js';

/** Builds everything into a folder. */
const buildInto = async (folder: string): Promise<void> => {
  // First of all: what changes while this runs makes the build stale.
  const inputs = hashInputs(ROOT);

  // The library with its types, module by module, so that its users' tools can read it.
  const compile = ['--no-install', 'tsc', '-p', 'src', '--outDir', folder];
  execFileSync('npx', compile, { cwd: ROOT, stdio: 'inherit' });

  const program = await bundleProgram(ROOT, folder);
  await bundleAction(ROOT, folder);
  await bundleAuditPage(ROOT, `${folder}/audit-page`);
  writeLicences(program, folder, {
    head: 'dist/bin.js and the files of dist/bin contain code of these packages.',
  });
  writeFileSync(
    `${folder}/qoverride.1`,
    await renderManPage(readPackage('.').version, readFileSync(`${ROOT}docs/cli.md`, 'utf8')),
  );
  chmodSync(`${folder}/bin.js`, 0o755);
  writeStamp(folder, inputs);
};

const isNeeded = (): boolean => !process.argv.includes('--if-stale') || !isBuilt(ROOT, DIST);

if (isNeeded()) {
  const folder = `${DIST}-${randomUUID()}`;
  mkdirSync(folder);
  try {
    await buildInto(folder);
    // Another process may have built meanwhile, and be running its tests.
    if (isNeeded()) replaceFolder(folder, DIST);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
