import { readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectSilence, startBench, type BenchRun, type LeakBench } from '../../support/leak-bench.js';
import {
  manifestOf,
  seedOf,
  startVault,
  vaultFields,
  type VaultStandIn,
} from '../../support/leak-sources.js';
import { makeCanary } from '../../support/leaks.js';

const WATCH = fileURLToPath(new URL('../../support/preload/watch.cjs', import.meta.url));
const TOOL = fileURLToPath(new URL('../../..', import.meta.url));

const ENTRIES = {
  ENV: { valueFrom: { env: 'SHOP_VALUE' } },
  FILE: { valueFrom: { file: { path: '../certs/shop.pem' } } },
  SOPS: { valueFrom: { sops: { file: '../secrets/shop.enc.yaml', path: ['a'] } } },
  EXEC: { valueFrom: { exec: { command: ['sh', '-c', 'echo ran > ../ran; cat ../certs/shop.pem'] } } },
  VAULT: { valueFrom: { vault: { mount: 'kv', path: 'shop', field: 'token' } } },
};

/** What a program asked Node for. */
interface Watched {
  readonly paths: readonly string[];
  readonly programs: readonly string[];
  /** Kinds of asynchronous resources, as `node:async_hooks` calls them. */
  readonly handles: readonly string[];
}

/** Sockets, look-ups of names, and processes. A pipe is how the output reaches us. */
const REACHING_OUT = /^(?:TCP|UDP|HTTP|GETADDRINFO|GETNAMEINFO|QUERY|PIPECONNECT|PROCESS|WORKER|HTTP2)/;

describe('validate needs no network, no key, no command and no value', () => {
  let bench: LeakBench;
  let vault: VaultStandIn;
  const value = makeCanary();

  beforeAll(async () => {
    vault = await startVault({ 'kv/data/shop': { body: vaultFields({ token: value }) } });
    bench = await startBench({
      seed: seedOf(Object.keys(ENTRIES)),
      secrets: { value },
      files: { 'overrides/all.yaml': manifestOf(ENTRIES), 'certs/shop.pem': value },
    });
  });

  afterAll(async () => {
    await bench.close();
    vault.close();
  });

  const watch = async (
    argv: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Promise<{ readonly run: BenchRun; readonly watched: Watched }> => {
    const log = join(bench.folder.path, `${argv[0] ?? ''}.json`);
    const run = await bench.run(argv, {
      env: { ...env, NODE_OPTIONS: `--require=${WATCH}`, WATCH_LOG: log },
    });
    return { run, watched: JSON.parse(readFileSync(log, 'utf8')) as Watched };
  };

  /** Paths of the repository that it touched, relative, but for the working folder itself and what leads there. */
  const touched = ({ paths }: Watched): readonly string[] => {
    const below = paths
      .filter((path) => path.startsWith(`${bench.repo}${sep}`))
      .map((path) => path.slice(bench.repo.length + 1).replace(/[/\\]$/, ''));
    return [...new Set(below)].toSorted();
  };

  it('opens no socket, starts no process, and reads only manifests and its own files', async () => {
    const { run, watched } = await watch(['validate', '--strict'], {
      PATH: '',
      HOME: '/nonexistent',
      QOVERY_API_URL: 'http://127.0.0.1:1',
      QOVERY_API_TOKEN: '',
      QOVERRIDE_KEY: '',
      VAULT_ADDR: 'http://127.0.0.1:1',
    });
    expectSilence(bench, { ...run, written: '' }, { exitCode: 0, says: ['Valid: 5 overrides in 1 file.'] });
    expect(watched.programs).toEqual([]);
    expect(watched.handles.filter((kind) => REACHING_OUT.test(kind))).toEqual([]);
    expect(touched(watched)).toEqual(['overrides', 'overrides/all.yaml']);
    const elsewhere = watched.paths.filter((path) => !path.startsWith(bench.repo) && !path.startsWith(TOOL));
    expect(elsewhere.filter((path) => path.startsWith('/') && !bench.repo.startsWith(path))).toEqual([]);
    expect(bench.sandbox.requests).toEqual([]);
  });

  it('plan --no-values asks the API, but reads no value either', async () => {
    const { run, watched } = await watch(['plan', '--no-values', '--allow-exec'], { QOVERRIDE_KEY: '' });
    expectSilence(bench, { ...run, written: '' }, { exitCode: 0, says: ['5 to create'] });
    expect(watched.handles.filter((kind) => REACHING_OUT.test(kind))).toContain('TCPWRAP');
    expect(watched.programs).toEqual([]);
    expect(watched.handles).not.toContain('PROCESSWRAP');
    expect(touched(watched)).toEqual(['overrides', 'overrides/all.yaml']);
  });

  it('apply does what the others do not, and so it would have been seen', async () => {
    const { run, watched } = await watch(['apply', '-y', '--allow-exec', '--skip-blocked'], {
      SHOP_VALUE: value,
      VAULT_ADDR: vault.url,
      VAULT_TOKEN: 'for this test',
    });
    expect(run.stderr).toContain('file-not-found');
    expect(watched.handles).toEqual(expect.arrayContaining(['TCPWRAP', 'PROCESSWRAP']));
    expect(touched(watched)).toEqual(expect.arrayContaining(['certs/shop.pem', 'overrides/all.yaml']));
    expect(run.written).toContain(join(bench.repo, 'ran'));
  });
});
