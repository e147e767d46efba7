import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { renderCliPage } from './cli-page.js';
import { ROOT } from './paths.js';

const CLI_PAGE = `${ROOT}docs/cli.md`;

writeFileSync(CLI_PAGE, await renderCliPage(readFileSync(CLI_PAGE, 'utf8')));
execFileSync('npx', ['--no-install', 'typedoc', '--options', 'build/api-page/typedoc.json'], {
  cwd: ROOT,
  stdio: 'inherit',
});
