import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { findLeak } from '../support/leaks.js';

const DEMO = fileURLToPath(new URL('../../examples/demo/run.mjs', import.meta.url));

describe('the demo', () => {
  it('shows the main job, from the first plan to an edit behind our back, and no value', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [DEMO]);
    const commands = stdout.split('\n').filter((line) => line.startsWith('$ '));
    expect(commands).toEqual([
      '$ qoverride validate',
      '$ qoverride plan',
      '$ qoverride apply --auto-approve',
      '$ qoverride plan',
      '$ qoverride plan --who',
      '$ qoverride apply --auto-approve',
      '$ qoverride plan',
    ]);
    const [, , planned, applied, again, edited, repaired, last] = stdout.split(/^\$ /m);
    expect(planned).toContain('Plan: 3 to create, 1 to update, 0 to delete.');
    expect(applied).toContain('Apply: 4 applied, 0 failed, 0 not attempted.');
    expect(again).toContain('No changes. 4 overrides are in sync.');
    expect(edited).toContain('(edited-outside)');
    expect(edited).toContain('edited outside by Jane Doe from CONSOLE at ');
    expect(repaired).toContain('Apply: 1 applied, 0 failed, 0 not attempted.');
    expect(last).toContain('No changes. 4 overrides are in sync.');
    for (const value of ['postgres://replica', 'postgres://somewhere-else', 'rk-worker', 'sk-production']) {
      expect(findLeak(stdout, value)).toBeNull();
    }
  });
});
