import { describe, expect } from 'vitest';
import { createVaultReader } from '../../src/values/vault/reader.js';
import { vaultContext } from '../unit/values/vault/read-vault.js';
import { listen } from '../support/vault/stand-in.js';
import { QUICK_CLOCK } from '../unit/values/make-context.js';
import { expectNoSecret, fuzz } from './fuzz.js';
import { SECRET } from './inputs.js';

const READ = { kind: 'vault', mount: 'secret', path: 'shop/db', version: null, kvVersion: 2 } as const;
const STATUSES = [200, 200, 200, 404, 403, 503, 429, 302, 418];
const ANSWERS = [
  {
    request_id: 'b5f5a2a3-0f7c-4f2a-9d0e-1a2b3c4d5e6f',
    data: {
      data: { token: SECRET, port: 5432 },
      metadata: { version: 3, destroyed: false, deletion_time: '' },
    },
  },
  { data: { data: null, metadata: { deletion_time: '2026-03-22T02:36:43Z', destroyed: true } } },
  { errors: [`1 error occurred: permission denied for ${SECRET}`] },
].map((answer) => JSON.stringify(answer));

describe('answers of Vault', () => {
  let answer: { readonly status: number; readonly bytes: Uint8Array } = {
    status: 200,
    bytes: new Uint8Array(),
  };
  let url: Promise<string> | null = null;

  fuzz('give fields, or a refusal that quotes nothing of them', ANSWERS, async ({ bytes }) => {
    const status = STATUSES[bytes.reduce((sum, byte) => sum + byte, 0) % STATUSES.length] ?? 200;
    answer = { status, bytes };
    url ??= listen((_request, response) => {
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(answer.bytes);
    });
    const env = { VAULT_ADDR: await url, VAULT_TOKEN: SECRET };
    const outcome = await createVaultReader(vaultContext(env, { clock: QUICK_CLOCK })).read(READ);
    if (outcome.kind === 'ok') expect(outcome.value.kind).toBe('map');
    else expectNoSecret(JSON.stringify(outcome.problem));
  });
});
