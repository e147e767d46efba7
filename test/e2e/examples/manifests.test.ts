import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import { EXAMPLES, readExample } from '../../support/example-bench.js';
import { runInProcess } from '../../support/run-cli.js';

const NOT_MANIFESTS = [
  'demo/seed.yaml',
  'kubernetes/apply.yaml',
  'kubernetes/check.yaml',
  'shards/kubernetes/job.yaml',
];
const PREVIEW = 'preview-environments/overrides/preview.yaml';
const MANIFESTS = globSync('**/*.yaml', { cwd: EXAMPLES, ignore: NOT_MANIFESTS }).toSorted();

describe('the manifests in examples/', () => {
  it('are there', () => {
    expect(MANIFESTS.length).toBeGreaterThan(10);
    expect(NOT_MANIFESTS.filter((file) => !existsSync(join(EXAMPLES, file)))).toEqual([]);
  });

  it.each(MANIFESTS)('%s is valid', async (file) => {
    const flags = file === PREVIEW ? ['--environment', 'pr-1'] : [];
    const result = await runInProcess(['validate', '--strict', ...flags, file], { cwd: EXAMPLES });
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toMatch(/^Valid: [1-9]\d* overrides? in 1 file\.\n$/);
  });

  // They are there to be copied, into a folder beside `node_modules`; the demo is copied as a whole.
  it.each(MANIFESTS)('%s names the schema where a copy finds it', (file) => {
    const [, schema] = /^# yaml-language-server: \$schema=(.*)$/m.exec(readExample(file)) ?? [];
    const up = file.startsWith('demo/') ? '../..' : '..';
    expect(schema).toBe(`${up}/node_modules/qoverride/schemas/manifest.schema.json`);
  });
});
