import { execFileSync } from 'node:child_process';
import type { TestProject } from 'vitest/node';
import { DIST, ROOT } from '../../build/paths.js';
import { isBuilt } from '../../build/stamp.js';

/** Builds before the tests run, and in watch mode before they run again, unless the build is made of the sources as they are. */
export const setup = (project: TestProject): void => {
  build();
  project.onTestsRerun(build);
  project.provide('isFresh', true);
};

const build = (): void => {
  if (isBuilt(ROOT, DIST)) return;
  execFileSync('npm', ['run', '--silent', 'build', '--', '--if-stale'], { cwd: ROOT, stdio: 'inherit' });
};
