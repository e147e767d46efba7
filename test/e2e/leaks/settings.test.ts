import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectSilence, startBench, type LeakBench } from '../../support/leak-bench.js';
import { manifestOf, seedOf } from '../../support/leak-sources.js';
import { makeCanary, makeCanaryLines, makeCanaryToken } from '../../support/leaks.js';
import { seedShop } from '../../support/worlds/index.js';

const secrets = { value: makeCanary(), lines: makeCanaryLines(), word: makeCanaryToken() };
const { lines, value, word } = secrets;

/** What people put where it does not belong: flags, environment, and what must be said. */
const MISTAKES: readonly (readonly [
  name: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  code: string,
])[] = [
  [
    'a password in the address of the API',
    ['plan'],
    { QOVERY_API_URL: `https://me:${word}@host` },
    'api-url',
  ],
  ['a token in the address of the API', ['plan', '--api-url', `https://host/?token=${word}`], {}, 'api-url'],
  ['no address of the API', ['plan', '--api-url', value], {}, 'api-url'],
  [
    'a password for the proxy',
    ['plan'],
    { QOVERY_API_URL: 'https://host', HTTPS_PROXY: `http://me:${word}@127.0.0.1:1` },
    'unreachable',
  ],
  ['no address of the proxy', ['plan'], { QOVERY_API_URL: 'https://host', HTTPS_PROXY: value }, 'proxy'],
  ['a token in several lines', ['plan'], { QOVERY_API_TOKEN: `${word}\n${word}` }, 'QOVERY_API_TOKEN'],
  ['a token that no header can carry', ['plan'], { QOVERY_API_TOKEN: `${word}ü` }, 'token'],
  ['a wrong token', ['plan'], { QOVERY_API_TOKEN: word.toUpperCase() + word }, 'unauthorized'],
  ['a fingerprint key that is too short', ['plan'], { QOVERRIDE_KEY: word.slice(0, 31) }, 'key-too-short'],
  [
    'an old key that is too short',
    ['plan'],
    { QOVERRIDE_OLD_KEYS: `${word}\n${word.slice(0, 30)}` },
    'key-too-short',
  ],
  ['two keys', ['plan', '--key-file', 'store/word'], {}, 'two-keys'],
  ['a key file that is none', ['plan', '--key-file', 'store/short'], { QOVERRIDE_KEY: '' }, 'key'],
  ['a saved plan that is none', ['apply', '--plan', 'store/lines'], {}, 'plan'],
  ['a saved plan that is another JSON file', ['apply', '--plan', 'store/tree.json'], {}, 'plan'],
  ['a manifest that is a file of secrets', ['plan', 'store/tree.json'], {}, 'store/tree.json'],
  ['a manifest that is a dotenv file', ['validate', 'store/.env'], {}, 'store/.env'],
  ['a manifest that is a key file', ['validate', 'store/lines'], {}, 'store/lines'],
  ['a seed that is none', ['sandbox', '--seed', 'store/secrets.json'], {}, 'invalid-seed'],
  ['a seed with a value of another type', ['sandbox', '--seed', 'store/seed.yaml'], {}, 'invalid-seed'],
  ['a seed that is broken', ['sandbox', '--seed', 'store/broken.yaml'], {}, 'invalid-seed'],
  ['a root that does not exist', ['plan', '--root', 'nowhere'], {}, 'no-root'],
];

describe('mistakes in settings give nothing away', () => {
  let bench: LeakBench;

  beforeAll(async () => {
    bench = await startBench({
      seed: seedOf(['DB']),
      secrets,
      files: {
        'overrides/all.yaml': manifestOf({ DB: { valueFrom: { env: 'HOME' } } }),
        'store/word': word,
        'store/short': `${word.slice(0, 20)}\n`,
        'store/lines': lines,
        'store/tree.json': JSON.stringify({ db: { password: value }, [word]: [lines] }),
        'store/secrets.json': JSON.stringify({
          db: { password: value },
          organizations: [word, { name: [value] }],
        }),
        'store/.env': `DB=${word}\nexport OTHER='${value}'\n`,
        'store/seed.yaml': `organizations: [{ name: Acme, projects: [{ name: shop, secrets: [{ key: A, value: [${word}] }, { key: B, vlaue: ${word} }] }] }]`,
        'store/broken.yaml': `organizations: [{ name: "${word}\n  ${value}`,
      },
    });
  });

  afterAll(() => bench.close());

  it.each(MISTAKES)('%s', async (_name, argv, env, code) => {
    for (const format of argv[0] === 'sandbox' ? [[]] : [[], ['--format', 'json']]) {
      const more = argv[0] === 'validate' || argv[0] === 'sandbox' ? [] : ['--debug', '--retry-for', '50ms'];
      const approve = argv[0] === 'apply' ? ['-y'] : [];
      const run = await bench.runHere([...argv, ...more, ...approve, ...format], { env });
      expectSilence(bench, run, { exitCode: 1, says: [code] });
    }
  });
});

describe('the sandbox command gives nothing away', () => {
  it('of its token, of the values in its seed, and of those it is sent', async () => {
    const bench = await startBench({
      seed: seedOf([]),
      secrets,
      files: {
        'seed.yaml': JSON.stringify(
          seedShop({ shop: [{ key: 'SEEDED', value }], production: [{ key: 'LINES', value: lines }] }),
        ),
      },
    });
    const answers: string[] = [];
    const ask = async (url: string, path: string, init: RequestInit = {}): Promise<string> => {
      const response = await fetch(`${url}${path}`, {
        headers: { authorization: `Token ${word}`, 'content-type': 'application/json' },
        ...init,
      });
      const text = await response.text();
      answers.push(text, JSON.stringify([...response.headers]));
      return text;
    };
    const visit = async (url: string): Promise<void> => {
      const state = await ask(url, '/sandbox/state');
      const id = /"projects":\[\{"id":"([^"]+)"/.exec(state)?.[1] ?? '';
      await ask(url, `/project/${id}/secret`);
      for (const body of [
        { key: 'NEW', value: word },
        { key: 'NEW', value: word },
        { value: word },
        [word],
        word,
      ]) {
        await ask(url, `/project/${id}/secret`, { method: 'POST', body: JSON.stringify(body) });
      }
      await ask(url, `/project/${id}/secret`, { method: 'POST', body: `{"value": "${word}` });
      await ask(url, `/project/${id}/${word}`);
    };
    const run = await bench.run(['sandbox', '--seed', 'seed.yaml', '--token', word], {
      started: (child) => {
        child.stdout?.once('data', (chunk: Buffer) => {
          const url = /http:\S+/.exec(chunk.toString())?.[0] ?? '';
          void visit(url).finally(() => child.kill('SIGTERM'));
        });
      },
    });
    expectSilence(bench, run, { exitCode: 0, says: ['Sandbox for the Qovery API'] });
    expect(answers.join('\n')).toContain('"SEEDED"');
    expectSilence(bench, { ...run, stdout: answers.join('\n') }, { exitCode: 0, says: ['409'] });
    await bench.close();
  });
});
