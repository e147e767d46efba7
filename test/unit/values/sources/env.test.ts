import { describe, expect, it } from 'vitest';
import { createEnvReader } from '../../../../src/values/sources/env.js';

const env = { DATABASE_URL: 'postgres://x', EMPTY: '', QOVERRIDE_KEY: 'k', VAULT_TOKEN: 't' };
const codeOf = (outcome: ReturnType<ReturnType<typeof createEnvReader>>): string =>
  outcome.kind === 'ok' ? 'ok' : `${outcome.problem.code}${outcome.problem.refused ? '!' : ''}`;

describe('createEnvReader', () => {
  it('gives the text of a variable, an empty one too', () => {
    const read = createEnvReader(env, []);
    expect(read('DATABASE_URL')).toEqual({ kind: 'ok', value: 'postgres://x' });
    expect(read('EMPTY')).toEqual({ kind: 'ok', value: '' });
  });

  it('refuses a glob that is empty or too long', () => {
    for (const glob of ['', '*'.repeat(1025)]) {
      expect(() => createEnvReader(env, [glob])).toThrow(expect.objectContaining({ code: 'bad-glob' }));
    }
  });

  it('says that a variable is not set, and offers a name that is close', () => {
    const outcome = createEnvReader(env, [])('DATABSE_URL');
    expect(outcome).toMatchObject({
      problem: { code: 'env-not-set', refused: false, hint: 'did you mean DATABASE_URL?' },
    });
  });

  it('never offers a credential, nor a name that is not allowed', () => {
    expect(createEnvReader(env, [])('VALT_TOKEN')).toMatchObject({ problem: { hint: null } });
    expect(createEnvReader(env, ['OTHER_*', 'DATABSE_URL'])('DATABSE_URL')).toMatchObject({
      problem: { hint: null },
    });
  });

  it.each([
    'QOVERY_API_TOKEN',
    'QOVERY_CLI_ACCESS_TOKEN',
    'Q_CLI_ACCESS_TOKEN',
    'QOVERRIDE_KEY',
    'QOVERRIDE_ANYTHING',
    'SOPS_AGE_KEY',
    'SOPS_AGE_KEY_FILE',
    'VAULT_TOKEN',
    'GITHUB_TOKEN',
    'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
    'CI_JOB_TOKEN',
    'qoverride_key',
    'Vault_Token',
  ])('refuses %s, whatever --allow-env says', (name) => {
    expect(codeOf(createEnvReader({ [name]: 'secret' }, ['*'])(name))).toBe('env-credential!');
  });

  it.each(['VAULT_TOKEN_FOR_APP', 'MY_GITHUB_TOKEN', 'QOVERRIDE', 'ACTION'])('lets %s pass', (name) => {
    expect(codeOf(createEnvReader({ [name]: 'x' }, [])(name))).toBe('ok');
  });

  it('lets --allow-env narrow the names, by any of its globs', () => {
    const read = createEnvReader({ APP_A: '1', DB_B: '2', OTHER: '3' }, ['APP_*', 'DB_?']);
    expect([read('APP_A'), read('DB_B'), read('OTHER')].map(codeOf)).toEqual([
      'ok',
      'ok',
      'env-not-allowed!',
    ]);
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'does not find %s in process.env',
    (name) => {
      expect(codeOf(createEnvReader(process.env, [])(name))).toBe('env-not-set');
    },
  );
});
