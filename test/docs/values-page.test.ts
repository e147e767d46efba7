import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../build/paths.js';
import { renderValuesPage } from '../../build/values-page.js';

it('docs/values.md lists every suspicious form that the program knows', async () => {
  const page = readFileSync(join(ROOT, 'docs/values.md'), 'utf8');
  expect(page).toBe(await renderValuesPage(page));
});
