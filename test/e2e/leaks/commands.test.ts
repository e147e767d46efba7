import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTraces } from '../../support/leaks.js';
import { makeAllSources, seedOf, type AllSources } from '../../support/leak-sources.js';
import { expectSilence, startBench, type LeakBench } from '../../support/leak-bench.js';

describe('commands that go well give nothing away', () => {
  let bench: LeakBench;
  let sources: AllSources;
  /** What the command of an `exec` source writes about itself; not searched with the rest. */
  const record = mkdtempSync(join(tmpdir(), 'qoverride-record-'));

  beforeAll(async () => {
    sources = await makeAllSources(record);
    bench = await startBench({ ...sources, seed: seedOf(sources.keys) });
  });

  afterAll(async () => {
    await bench.close();
    sources.close();
    rmSync(record, { recursive: true });
  });

  it('plan --debug --out', async () => {
    const run = await bench.run(['plan', '--allow-exec', '--debug', '--out', 'plan.json']);
    expectSilence(bench, run, { exitCode: 0, says: ['Plan: 7 to create', 'debug: sh: ', '(sensitive)'] });
    expect(run.written).toContain(join(bench.repo, 'plan.json'));
  });

  it('plan --format json and plan --no-values', async () => {
    const [json, without] = await Promise.all([
      bench.run(['plan', '--allow-exec', '--format', 'json']),
      bench.run(['plan', '--no-values']),
    ]);
    expectSilence(bench, json, { exitCode: 0, says: ['"create": 7'] });
    expectSilence(bench, without, { exitCode: 0, says: ['not evaluated'] });
  });

  it('plan and validate for CI: as markdown, with a job summary, annotations and a Code Quality report', async () => {
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(bench.folder.path, 'summary.md') };
    const flags = ['--format', 'markdown', '--summary', '--code-quality', 'quality.json'];
    const plan = await bench.run(['plan', '--allow-exec', ...flags], { env });
    expectSilence(bench, plan, { exitCode: 0, says: ['7 to create', '::warning file=', '(sensitive)'] });
    for (const file of ['summary.md', 'repo/quality.json']) {
      expect(plan.written).toContain(join(bench.folder.path, file));
    }
    const strict = await bench.run(['validate', '--strict', '--code-quality', 'strict.json'], { env });
    expectSilence(bench, strict, { exitCode: 1, says: ['::error file=', 'plaintext-value'] });
    expect(strict.written).toContain(join(bench.repo, 'strict.json'));
  });

  it('apply of a saved plan, with a receipt and --debug', async () => {
    const flags = ['--plan', 'plan.json', '--receipt', 'receipt.jsonl', '--format', 'json', '--debug'];
    const run = await bench.run(['apply', '--allow-exec', ...flags]);
    expectSilence(bench, run, { exitCode: 0, says: ['"applied": 7', 'debug: sh: '] });
    expect(run.written).toContain(join(bench.repo, 'receipt.jsonl'));
    const stored = bench.sandbox.secrets().map(({ id }) => bench.sandbox.valueOf(id));
    for (const key of ['value from sops', 'value from exec', 'value from vault', 'lines from env']) {
      expect(stored).toContain(bench.secrets[key]);
    }
  });

  it.skipIf(process.platform !== 'linux')(
    'nothing shows in arguments, and a command gets no key of ours',
    () => {
      const commandLines = readFileSync(join(record, 'arguments'), 'utf8');
      expect(commandLines).toContain('apply --allow-exec');
      expect(findTraces(commandLines, bench.secrets)).toEqual([]);
      const environment = readFileSync(join(record, 'env'), 'utf8');
      expect(environment).toContain('SHOP_VALUE=');
      const credentials = ['API token', 'fingerprint key', 'age key'];
      const ours = Object.fromEntries(credentials.map((name) => [name, bench.secrets[name] ?? '']));
      expect(findTraces(environment, ours)).toEqual([]);
    },
  );

  it.each(['text', 'json'])('doctor --format %s', async (format) => {
    const run = await bench.run(['doctor', '--debug', '--format', format]);
    expectSilence(bench, run, { exitCode: 0, says: ['the token sees 1 organization'] });
  });

  it.each(['text', 'json', 'csv', 'markdown', 'html'])(
    'audit --all --format %s, beside manifests',
    async (format) => {
      const run = await bench.run([
        'audit',
        'overrides',
        '--all',
        '--format',
        format,
        '--out',
        `audit.${format}`,
      ]);
      expectSilence(bench, run, { exitCode: 0, says: [`Wrote the audit to audit.${format}.`] });
      expect(run.written).toContain(join(bench.repo, `audit.${format}`));
      expect(readFileSync(join(bench.repo, `audit.${format}`), 'utf8')).toContain('managed');
    },
  );

  it('apply of a change that is rewritten, as text', async () => {
    const env = { SHOP_VALUE: `${bench.secrets['value from env'] ?? ''}!` };
    const run = await bench.run(['apply', '-y', '--allow-exec', '--receipt', 'receipt.jsonl'], { env });
    expectSilence(bench, run, { exitCode: 0, says: ['value-changed', '1 applied'] });
  });

  it('validate, also with --strict and as JSON', async () => {
    const text = await bench.runHere(['validate']);
    expectSilence(bench, text, { exitCode: 0, says: ['plaintext-value'] });
    const json = await bench.runHere(['validate', '--strict', '--format', 'json']);
    expectSilence(bench, json, { exitCode: 1, says: ['plaintext-value'] });
  });

  it('plan where one value is masked in GitHub Actions, and only there', async () => {
    const argv = ['plan', '--allow-exec', '--mask-values'];
    expectSilence(bench, await bench.runHere(argv), { exitCode: 0 });
    const masked = await bench.runHere(argv, { env: { GITHUB_ACTIONS: 'true' } });
    expect(findTraces(masked.stdout, bench.secrets)).toEqual([]);
    const others = masked.stderr.split('\n').filter((line) => !line.startsWith('::add-mask::'));
    expect(findTraces(others.join('\n'), bench.secrets)).toEqual([]);
    expect(masked.stderr).toContain('::add-mask::');
  });

  it('keygen --out, and again where there is a key already', async () => {
    const run = await bench.run(['keygen', '--out', 'new.key']);
    expect(run.exitCode).toBe(0);
    const path = join(bench.repo, 'new.key');
    const key = { 'new key': readFileSync(path, 'utf8').trim() };
    expect(findTraces(run.stdout + run.stderr, key)).toEqual([]);
    if (process.platform !== 'win32') expect(statSync(path).mode.toString(8)).toBe('100600');
    const again = await bench.runHere(['keygen', '--out', 'new.key']);
    expect(again.exitCode).toBe(1);
    expect(findTraces(again.stdout + again.stderr, key)).toEqual([]);
    expect(readFileSync(path, 'utf8').trim()).toBe(key['new key']);
  });
});
