import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  apply,
  audit,
  Failure,
  plan,
  redeploy,
  SecretValue,
  startSandbox,
  validate,
  type Sandbox,
} from '../../../src/index.js';
import { splitDescription, verifyOwner, verifyValue } from '../../../src/plan/signing/marker.js';
import { makeFolder, type TestFolder } from '../../support/folder.js';
import { runInProcess } from '../../support/run-cli.js';
import { KEY, seedShop, signingKey } from '../../support/worlds/index.js';

const WEAK = 'password'.repeat(4);
const HEAD = 'version: 1\norganization: Acme\nproject: shop\nenvironment: production\n';
const entry = (secret: string): string =>
  `  - { application: checkout, secret: ${secret}, valueFrom: { env: PIN } }\n`;
const MANIFEST = `${HEAD}overrides:\n${entry('PIN')}`;

describe('a weak key', () => {
  let sandbox: Sandbox;
  let folder: TestFolder;

  beforeEach(async () => {
    sandbox = await startSandbox({
      seed: seedShop({
        production: [{ key: 'PIN', value: '0000' }],
        services: [{ name: 'checkout', type: 'APPLICATION' }],
      }),
    });
    folder = makeFolder({ 'overrides/a.yaml': MANIFEST });
  });
  afterEach(async () => {
    folder.remove();
    await sandbox.close();
  });

  const options = (key = WEAK) => ({
    apiUrl: sandbox.url,
    token: 'any',
    cwd: folder.path,
    key,
    env: { PIN: '4711' },
  });

  const run = (argv: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runInProcess(argv, {
      cwd: folder.path,
      env: {
        QOVERY_API_URL: sandbox.url,
        QOVERY_API_TOKEN: 'any',
        QOVERRIDE_KEY: WEAK,
        PIN: '4711',
        ...env,
      },
    });

  const failureOf = async (attempt: Promise<unknown>): Promise<Failure> => {
    const error: unknown = await attempt.then(
      () => null,
      (failure: unknown) => failure,
    );
    expect(error).toBeInstanceOf(Failure);
    return error as Failure;
  };

  /** What anybody who may list secrets reads. */
  const marked = (): { readonly scopeId: string; readonly text: string } => {
    const override = sandbox
      .secrets()
      .find(({ description }) => description?.includes('[qoverride:') === true);
    return { scopeId: override?.parentId ?? '', text: override?.description ?? '' };
  };

  it('plans and applies nothing, and costs no request', async () => {
    for (const attempt of [plan(options()), apply(options())]) {
      const { code, message } = await failureOf(attempt);
      expect(code).toBe('key-weak');
      expect(message).toContain('weak');
    }
    expect(sandbox.requests).toEqual([]);
  });

  it('costs no request with so many overrides that reading would begin before all are checked', async () => {
    for (let file = 0; file < 40; file += 1) {
      const many = Array.from({ length: 50 }, (_, index) => entry(`PIN_${String(file)}_${String(index)}`));
      folder.write(`overrides/${String(file)}.yaml`, `${HEAD}overrides:\n${many.join('')}`);
    }
    expect((await failureOf(plan(options()))).code).toBe('key-weak');
    expect(sandbox.requests).toEqual([]);
  });

  it.each([['plan'], ['plan', '--out', 'saved.json'], ['apply', '--auto-approve']])(
    'ends %s %s with what to do about it',
    async (...argv) => {
      const { exitCode, stdout, stderr } = await run(argv);
      expect(exitCode).toBe(1);
      expect(stderr).toContain('error[key-weak]: the key is weak');
      for (const way of ['qoverride keygen', 'QOVERRIDE_OLD_KEYS', '--weak-key'])
        expect(stderr).toContain(way);
      expect(stdout + stderr).not.toContain('password');
      expect(sandbox.requests).toEqual([]);
    },
  );

  it('is refused from a key file too', async () => {
    folder.write('key', `${WEAK}\n`);
    const { stderr } = await run(['plan', '--key-file', 'key'], { QOVERRIDE_KEY: '' });
    expect(stderr).toContain('error[key-weak]');
  });

  it('signs where it is accepted, with markers of version 1', async () => {
    expect((await apply({ ...options(), weakKey: true })).isComplete).toBe(true);
    expect(marked().text).toMatch(/^\[qoverride:1:default:/);
    const { exitCode, stdout } = await run(['plan', '--weak-key']);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('1 in sync')]);
  });

  it('does not matter where nothing is signed', async () => {
    expect((await plan({ ...options(), values: false })).hasKey).toBe(true);
    expect((await run(['plan', '--no-values'])).exitCode).toBe(0);
    expect((await validate({ cwd: folder.path })).diagnostics).toEqual([]);
    expect((await audit(options())).hasKey).toBe(true);
    await redeploy(options());
  });

  it('can be rotated away from', async () => {
    await apply({ ...options(), weakKey: true });
    const strong = { ...options(KEY), oldKeys: [WEAK] };
    expect((await plan(strong)).plan.changes.map(({ reason }) => reason)).toEqual(['rekey']);
    expect((await apply(strong)).isComplete).toBe(true);
    expect((await plan(options(KEY))).plan.summary.inSync).toBe(1);
  });

  it('gives a short value away to whoever reads its marker, which is why it is refused', async () => {
    await apply({ ...options(), weakKey: true });
    const { scopeId, text } = marked();
    const { marker } = splitDescription(text);
    if (marker?.kind !== 'marker') throw new Error('the override has no marker');
    const place = { scopeId, secretKey: 'PIN' };
    const words = ['dragon', 'monkey', 'password', 'shadow'].map((word) =>
      signingKey(word.repeat(8).slice(0, 32)),
    );
    const guessed = words.filter((key) => verifyOwner(marker, key, place));
    expect(guessed.map(({ secret }) => secret.reveal())).toEqual([WEAK]);
    const pins = Array.from({ length: 10_000 }, (_, pin) => String(pin).padStart(4, '0'));
    const found = pins.filter((pin) =>
      guessed.some((key) => verifyValue(marker, key, place, new SecretValue(pin))),
    );
    expect(found).toEqual(['4711']);
  });
});
