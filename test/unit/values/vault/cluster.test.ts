import { beforeAll, afterAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  askApi,
  findPort,
  isBaoHere,
  recordRequests,
  startBao,
  startBaoWith,
  untilItWorks,
  type Bao,
} from '../../../support/vault/bao.js';
import { makeFolder, type TestFolder } from '../../../support/folder.js';
import { readAll, vaultContext } from './read-vault.js';

const eight = Array.from({ length: 8 }, (_, index) => ({ path: `shop/${String(index)}` }));

describe.skipIf(!isBaoHere)('a real OpenBao in trouble (needs bao on PATH)', () => {
  describe('that limits requests', () => {
    let bao: Bao;
    beforeAll(async () => {
      bao = await startBao();
      for (const { path } of eight) await bao.api('POST', `secret/data/${path}`, { data: { a: path } });
      await bao.api('POST', 'sys/quotas/rate-limit/slow', { path: 'secret/', rate: 1, interval: '1s' });
    });
    afterAll(() => bao?.stop());

    it('gives eight secrets at one request a second', async () => {
      const passing = await recordRequests(bao.url);
      const shown = await readAll(eight, vaultContext({ VAULT_ADDR: passing.url, VAULT_TOKEN: bao.token }));
      passing.close();
      expect(shown).toEqual(eight.map(({ path }) => ({ a: path })));
      // Eight that arrive, the first try of each, and few more.
      expect(passing.seen.length).toBeLessThan(28);
    });
  });

  describe('as a cluster', () => {
    const stops: (() => Promise<void>)[] = [];
    const folders: TestFolder[] = [];
    let urls: readonly string[] = [];
    let token = '';
    let unsealKey = '';
    beforeAll(async () => {
      const ports = [await findPort(), await findPort(), await findPort(), await findPort()] as const;
      const config = (folder: string, node: number, more: string): string => `
        storage "raft" { path = "${folder}"\n node_id = "n${String(node)}"\n performance_multiplier = 1\n ${more} }
        listener "tcp" { address = "127.0.0.1:${String(ports[node])}"\n cluster_address = "127.0.0.1:${String(ports[node + 2])}"\n tls_disable = true }
        api_addr = "http://127.0.0.1:${String(ports[node])}"
        cluster_addr = "http://127.0.0.1:${String(ports[node + 2])}"`;
      urls = [`http://127.0.0.1:${String(ports[0])}`, `http://127.0.0.1:${String(ports[1])}`];
      const [first = '', second = ''] = urls;
      const start = (node: number, more: string): void => {
        const own = makeFolder();
        folders.push(own);
        stops.push(startBaoWith(own.path, `server${String(node)}`, config(own.path, node, more)).stop);
      };
      start(0, '');
      const keys = await untilItWorks(() =>
        askApi(first, 'POST', 'sys/init', { secret_shares: 1, secret_threshold: 1 }, {}),
      );
      token = keys.root_token;
      unsealKey = keys.keys_base64[0];
      await askApi(first, 'POST', 'sys/unseal', { key: unsealKey }, {});
      await untilItWorks(() =>
        askApi(first, 'POST', 'sys/mounts/secret', { type: 'kv', options: { version: '2' } }, { token }),
      );
      for (const { path } of eight) {
        await untilItWorks(() =>
          askApi(first, 'POST', `secret/data/${path}`, { data: { a: path } }, { token }),
        );
      }
      const quick = { server_stabilization_time: '1s' };
      await askApi(first, 'POST', 'sys/storage/raft/autopilot/configuration', quick, { token });
      start(1, `retry_join { leader_api_addr = "${first}" }`);
      await untilItWorks(() => askApi(second, 'POST', 'sys/unseal', { key: unsealKey }, {}));
      await untilItWorks(async () => {
        const { data } = await askApi(first, 'GET', 'sys/storage/raft/configuration', undefined, { token });
        if (data.config.servers.filter((server: { voter: boolean }) => server.voter).length < 2)
          throw new Error('no voter');
        await askApi(second, 'GET', `secret/data/shop/0`, undefined, { token });
      });
    });
    afterAll(async () => {
      for (const stop of stops) await stop();
      for (const folder of folders) folder.remove();
    });

    it('is asked through any node, and a step-down in the middle of a run loses nothing', async () => {
      const [first = '', second = ''] = urls;
      await askApi(first, 'PUT', 'sys/step-down', {}, { token });
      const shown = await Promise.all(
        [first, second].map((url) => readAll(eight, vaultContext({ VAULT_ADDR: url, VAULT_TOKEN: token }))),
      );
      expect(shown.flat()).toEqual([...eight, ...eight].map(({ path }) => ({ a: path })));
    });
  });

  it('says that it is sealed, without asking again', async () => {
    const bao = await startBao();
    onTestFinished(bao.stop);
    await bao.api('PUT', 'sys/seal');
    const passing = await recordRequests(bao.url);
    onTestFinished(passing.close);
    const [shown] = await readAll([{}], vaultContext({ VAULT_ADDR: passing.url, VAULT_TOKEN: bao.token }));
    expect(shown).toMatchObject({ code: 'vault-sealed', message: expect.stringContaining('is sealed') });
    expect(passing.seen).toHaveLength(1);
  });
});
