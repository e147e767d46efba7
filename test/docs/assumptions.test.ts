import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { renderAssumptionFiles } from '../../build/assumptions.js';
import { ROOT } from '../../build/paths.js';

it('docs/api-assumptions.md and the schema of seeds show every assumption of the list', async () => {
  for (const [file, text] of Object.entries(await renderAssumptionFiles())) {
    expect(text, file).toBe(readFileSync(`${ROOT}${file}`, 'utf8'));
  }
});
