import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { renderAssumptionFiles } from './assumptions.js';
import { renderCliPage } from './cli-page.js';
import { renderValuesPage } from './values-page.js';
import { ROOT } from './paths.js';
import { ACTION_RELEASE } from './workflows/action-release.js';
import { renderWorkflows } from './workflows/render.js';

const CLI_PAGE = `${ROOT}docs/cli.md`;
const VALUES_PAGE = `${ROOT}docs/values.md`;

for (const [file, text] of Object.entries(await renderAssumptionFiles()))
  writeFileSync(`${ROOT}${file}`, text);
writeFileSync(CLI_PAGE, await renderCliPage(readFileSync(CLI_PAGE, 'utf8')));
writeFileSync(VALUES_PAGE, await renderValuesPage(readFileSync(VALUES_PAGE, 'utf8')));
execFileSync('npx', ['--no-install', 'typedoc', '--options', 'build/api-page/typedoc.json'], {
  cwd: ROOT,
  stdio: 'inherit',
});

const workflows = ACTION_RELEASE === null ? {} : renderWorkflows(ACTION_RELEASE);
for (const [example, text] of Object.entries(workflows)) writeFileSync(`${ROOT}examples/${example}`, text);
