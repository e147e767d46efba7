import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { Failure } from '../../../../src/model/failure.js';
import { isUuid } from '../../../../src/model/scope.js';
import { DEFAULT_ASSUMPTIONS } from '../../../../src/sandbox/world/assumptions.js';
import { checkSeed, parseSeed } from '../../../../src/sandbox/seed/parse-seed.js';
import { stableId } from '../../../../src/sandbox/world/stable-id.js';
import { FULL_SEED, startWorld } from '../../../support/worlds/index.js';

const failureOf = (text: string): Failure => {
  try {
    parseSeed(text, 'seed.yaml');
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('the seed was accepted');
};

const idsOfWorld = async (): Promise<readonly string[]> => {
  const sandbox = await startWorld();
  await sandbox.close();
  return sandbox.secrets().map(({ id }) => id);
};

/** Each line has nine times the last one. */
const BOMB = `a0: &a0 [x]\n${Array.from(
  { length: 9 },
  (_none, index) => `a${String(index + 1)}: &a${String(index + 1)} [${`*a${String(index)}, `.repeat(9)}]\n`,
).join('')}`;

const PROJECT = 'organizations:\n  - name: Acme\n    projects:\n      - name: shop\n';

describe('a seed', () => {
  it('is read from YAML and from JSON alike', () => {
    expect(parseSeed(stringify(FULL_SEED), 'seed.yaml')).toEqual(FULL_SEED);
    expect(parseSeed(JSON.stringify(FULL_SEED), 'seed.json')).toEqual(FULL_SEED);
    expect(parseSeed('organizations: []\n', 'seed.yaml')).toEqual({ organizations: [] });
  });

  it('gives the same ids on every run, and those it writes', async () => {
    expect(await idsOfWorld()).toEqual(await idsOfWorld());
    const id = 'ABCDEF00-0000-4000-8000-000000000000';
    const sandbox = await startWorld({
      seed: { organizations: [{ name: 'A', projects: [{ name: 'p', secrets: [{ key: 'K', id }] }] }] },
    });
    expect(sandbox.secrets().map((secret) => secret.id)).toEqual([id.toLowerCase()]);
    await sandbox.close();
  });

  it('links overrides and aliases to the nearest secret, in whatever order they are written', async () => {
    const sandbox = await startWorld({
      seed: {
        organizations: [
          {
            name: 'A',
            projects: [
              {
                name: 'p',
                environments: [
                  {
                    name: 'e',
                    services: [
                      {
                        name: 's',
                        type: 'JOB',
                        secrets: [
                          { key: 'K', overrides: true },
                          { key: 'L', aliasOf: 'K' },
                        ],
                      },
                    ],
                    secrets: [{ key: 'K', mountPath: '/k', createdAt: '2024-01-01T00:00:00Z' }],
                  },
                ],
                secrets: [{ key: 'K' }],
              },
            ],
          },
        ],
      },
    });
    const byScope = (scope: string, key: string): ReturnType<typeof sandbox.secrets>[number] | undefined =>
      sandbox.secrets().find((secret) => secret.scope === scope && secret.key === key);
    const parent = byScope('ENVIRONMENT', 'K');
    expect(parent).toMatchObject({ createdAt: Date.UTC(2024, 0), updatedAt: Date.UTC(2024, 0) });
    expect(byScope('JOB', 'K')).toMatchObject({ overrides: parent?.id, mountPath: '/k' });
    expect(byScope('JOB', 'L')).toMatchObject({ aliasOf: byScope('JOB', 'K')?.id });
    await sandbox.close();
  });

  it('may set every assumption, each default among its values', () => {
    expect(checkSeed({ organizations: [], assumptions: DEFAULT_ASSUMPTIONS })).toEqual([]);
  });
});

describe('what is wrong with a seed', () => {
  it.each<[string, string, number, number, RegExp, RegExp | null]>([
    [
      'an unknown property',
      'organizations: []\norganisation: []\n',
      2,
      1,
      /unknown property organisation/,
      /did you mean organizations/,
    ],
    ['nothing at all', '', 1, 1, /must be of type object/, null],
    [
      'a number for a value',
      `${PROJECT}        secrets: [{ key: A, value: 123456 }]\n`,
      5,
      29,
      /must be of type string/,
      /quotes/,
    ],
    [
      'an unknown type',
      `${PROJECT}        environments: [{ name: e, services: [{ name: s, type: APP }] }]\n`,
      5,
      57,
      /one of APPLICATION/,
      null,
    ],
    [
      'an id that is no UUID',
      `${PROJECT}        secrets: [{ key: A, id: a-1 }]\n`,
      5,
      29,
      /must be a uuid/,
      null,
    ],
    [
      'a time that does not exist',
      `${PROJECT}        secrets: [{ key: A, createdAt: 2023-02-29T00:00:00Z }]\n`,
      5,
      29,
      /must be a date-time/,
      null,
    ],
    [
      'a long description',
      `${PROJECT}        secrets: [{ key: A, description: "${'😀'.repeat(128)}" }]\n`,
      5,
      29,
      /at most 255/,
      null,
    ],
    [
      'an override of nothing',
      `${PROJECT}        secrets: [{ key: A, overrides: true }]\n`,
      5,
      21,
      /no higher scope/,
      null,
    ],
    [
      'an alias of nothing',
      `${PROJECT}        secrets: [{ key: DATABASE }, { key: B, aliasOf: DATABSE }]\n`,
      5,
      48,
      /neither this scope/,
      /did you mean DATABASE/,
    ],
    ['a key twice', `${PROJECT}        secrets: [{ key: A }, { key: A }]\n`, 5, 33, /has this key/, null],
    ['a name twice', `${PROJECT}      - name: shop\n`, 5, 9, /has this name/, /its own id/],
    [
      'secrets where there are none',
      `${PROJECT}        environments: [{ name: e, services: [{ name: s, type: DATABASE, secrets: [{ key: A }] }] }]\n`,
      5,
      83,
      /cannot have secrets/,
      null,
    ],
    ['a YAML key twice', 'organizations: []\norganizations: []\n', 2, 1, /already in the map/, null],
    ['two documents', 'organizations: []\n---\norganizations: []\n', 2, 1, /exactly one document/, null],
    ['brackets without end', `organizations: ${'['.repeat(100_000)}`, 1, 1, /nested too deeply/, null],
    ['aliases without end', BOMB, 1, 1, /without end/, null],
    ['broken YAML', 'organizations: [\n', 2, 1, /not valid YAML/, null],
  ])('%s is refused with its place', (_what, text, line, column, message, hint) => {
    const [diagnostic] = failureOf(text).diagnostics;
    expect(diagnostic?.location).toEqual({ file: 'seed.yaml', line, column });
    expect(diagnostic?.message).toMatch(message);
    if (hint !== null) expect(diagnostic?.hint).toMatch(hint);
  });

  it('is reported all at once', () => {
    const text = `${PROJECT}        secrets: [{ kye: A }, { key: B, vlaue: x }]\n`;
    expect(failureOf(text).diagnostics.map(({ message }) => message)).toEqual([
      'key is missing',
      'unknown property kye',
      'unknown property vlaue',
    ]);
  });

  it('is found in a seed that was not read from a file, too', async () => {
    const seed = { organizations: [{ name: 'A' }, { name: 'A' }] };
    await expect(startWorld({ seed })).rejects.toMatchObject({ code: 'invalid-seed' });
  });

  it('never quotes a value', () => {
    const secret = 'recognisable-value';
    const texts = [
      `${PROJECT}        secrets: [{ key: A, value: ${secret}, overrides: true }]\n`,
      `${PROJECT}        secrets: [{ key: A, value: [${secret}] }]\n`,
      `${PROJECT}        secrets: [{ key: A, value: "${secret}\n`,
      `${PROJECT}        secrets: [{ key: A, value: *${secret} }]\n`,
      `${PROJECT}        secrets: [{ key: A, value: !${secret} x, mode: y }]\n`,
    ];
    for (const text of texts) {
      const failure = failureOf(text);
      expect(
        JSON.stringify([failure.message, failure.hint, failure.diagnostics, failure.stack]),
      ).not.toContain(secret);
    }
  });

  it('ends in a Failure for any text', () => {
    const bytes = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.tuple(fc.nat(), fc.string({ maxLength: 3 })).map(([at, text]) => {
        const whole = stringify(FULL_SEED);
        const index = at % whole.length;
        return whole.slice(0, index) + text + whole.slice(index + text.length);
      }),
    );
    fc.assert(
      fc.property(bytes, (text) => {
        try {
          parseSeed(text, 'seed.yaml');
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('an id made from names', () => {
  it('is a UUID, the same for the same names and another for others', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (left, right) => {
        expect(isUuid(stableId(...left))).toBe(true);
        expect(stableId(...left) === stableId(...right)).toBe(JSON.stringify(left) === JSON.stringify(right));
      }),
    );
  });
});
