import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { renderCliPage } from '../../build/cli-page.js';
import { ROOT } from '../../build/paths.js';

it('docs/cli.md shows the help of every command as the program prints it', async () => {
  const page = readFileSync(join(ROOT, 'docs/cli.md'), 'utf8');
  expect(page).toBe(await renderCliPage(page));
});
