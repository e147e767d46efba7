import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isKnownWord } from '../../../src/manifest/check/shape.js';
import { SERVICE_TYPES, scopeWord } from '../../../src/model/scope.js';
import { rulesOf, SANDBOX_SERVICE_TYPES } from '../../../src/sandbox/world/service-types.js';

const readSchema = (name: string): { readonly $defs: Readonly<Record<string, unknown>> } =>
  JSON.parse(readFileSync(new URL(`../../../schemas/${name}.schema.json`, import.meta.url), 'utf8')) as {
    readonly $defs: Readonly<Record<string, unknown>>;
  };

/** Every place that knows the kinds of service, so that none is forgotten when one is added. */
describe('a kind of service that can have overrides', () => {
  it('is a property of an override in the manifest schema', () => {
    const { entry } = readSchema('manifest').$defs;
    const words = SERVICE_TYPES.map(scopeWord).flatMap((word) => [word, `${word}s`]);
    expect(entry).toMatchObject({
      properties: Object.fromEntries(words.map((word) => [word, { title: expect.anything() }])),
    });
  });

  it('is one of the places that an override names exactly one of', () => {
    const entry = readSchema('manifest').$defs['entry'] as {
      readonly allOf: readonly { readonly oneOf: readonly { readonly required: readonly string[] }[] }[];
    };
    const places = entry.allOf[0]?.oneOf.flatMap(({ required }) => required);
    const words = SERVICE_TYPES.map(scopeWord);
    expect(places).toEqual([...words, 'scope', ...words.map((word) => `${word}s`), 'services']);
  });

  it('is a word that messages may print', () => {
    expect(SERVICE_TYPES.map(scopeWord).filter((word) => !isKnownWord(word))).toEqual([]);
  });

  it('has secrets in the sandbox, and no other kind does', () => {
    expect(SANDBOX_SERVICE_TYPES.filter((type) => rulesOf(type).holdsSecrets)).toEqual(SERVICE_TYPES);
  });
});

describe('a kind of service of the sandbox', () => {
  it('can be seeded', () => {
    const { service } = readSchema('sandbox-seed').$defs;
    expect(service).toMatchObject({ properties: { type: { enum: SANDBOX_SERVICE_TYPES } } });
  });
});
