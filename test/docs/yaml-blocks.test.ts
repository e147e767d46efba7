import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import { parseFaults } from '../../src/sandbox/http/faults.js';
import { parseSeed } from '../../src/sandbox/seed/parse-seed.js';
import { makeFolder } from '../support/folder.js';
import { codeBlocksOf } from '../support/markdown.js';
import { runInProcess } from '../support/run-cli.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const blocks = globSync(['README.md', 'docs/*.md'], { cwd: ROOT })
  .toSorted()
  .flatMap((page) =>
    codeBlocksOf(readFileSync(join(ROOT, page), 'utf8'), 'yaml').map((text) => ({ page, text })),
  );

describe('the YAML in the documentation', () => {
  it('shows manifests that are valid', async () => {
    const manifests = blocks.filter(({ text }) => /^version: 1$/m.test(text));
    expect(manifests.map(({ page }) => page)).toEqual(['README.md', 'docs/manifests.md']);
    const folder = makeFolder(
      Object.fromEntries(manifests.map(({ text }, index) => [`overrides/${String(index)}.yaml`, text])),
    );
    // Each by itself: together they declare one override twice.
    for (const index of manifests.keys()) {
      const { exitCode, stderr } = await runInProcess(['validate', `overrides/${String(index)}.yaml`], {
        cwd: folder.path,
      });
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    }
    folder.remove();
  });

  it('shows a seed that the sandbox takes', () => {
    const seeds = blocks.filter(({ text }) => text.startsWith('organizations:'));
    expect(seeds.map(({ page }) => page)).toEqual(['docs/sandbox.md']);
    for (const { text, page } of seeds) expect(() => parseSeed(text, page)).not.toThrow();
  });

  it('shows faults that the sandbox takes', () => {
    const faults = blocks.filter(({ text }) => text.includes('kind: commit-then-'));
    expect(faults.map(({ page }) => page)).toEqual(['docs/sandbox.md']);
    for (const { text, page } of faults) expect(() => parseFaults(text, page)).not.toThrow();
  });
});
