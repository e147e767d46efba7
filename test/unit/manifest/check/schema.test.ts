import { readFileSync } from 'node:fs';
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readManifestSchema } from '../../../../src/manifest/load.js';

const schema = JSON.parse(readManifestSchema()) as AnySchemaObject;
const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, strictTuples: false });

const collectParts = (part: unknown, path = '#'): readonly (readonly [string, AnySchemaObject])[] => {
  if (typeof part !== 'object' || part === null) return [];
  const inner = Object.entries(part).flatMap(([key, value]) => collectParts(value, `${path}/${key}`));
  return Array.isArray(part) ? inner : [[path, part], ...inner];
};

const read = (name: string): unknown =>
  parse(readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8'));

describe('the manifest schema', () => {
  it('is valid draft 2020-12 with an id', () => {
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(schema.$id).toMatch(/^https:\/\/.*\/manifest\.schema\.json$/);
    expect(ajv.validateSchema(schema)).toBe(true);
  });

  it('has examples that it accepts itself', () => {
    ajv.addSchema(schema);
    const parts = collectParts(schema).filter(
      ([path, part]) => !path.endsWith('/examples') && 'examples' in part,
    );
    expect(parts.length).toBeGreaterThan(20);
    for (const [path, part] of parts) {
      const validate = ajv.getSchema(`${String(schema.$id)}${path}`);
      for (const example of part['examples'] as readonly unknown[]) {
        expect([path, example, validate?.(example)]).toEqual([path, example, true]);
      }
    }
  });

  it('accepts a manifest that the tool accepts, and refuses what it refuses', () => {
    const validate = ajv.compile(schema);
    expect(validate(read('complete/shop.yaml'))).toBe(true);
    expect(validate(read('json/shop.json'))).toBe(false);
  });

  it('explains every property to editors', () => {
    const silent = collectParts(schema)
      .filter(([path]) => /\/properties\/[^/]+$/.test(path) && !/^#\/(?:if|else)\//.test(path))
      .filter(([, part]) => part['title'] === undefined && part['$ref'] === undefined)
      .map(([path]) => path);
    expect(silent).toEqual([]);
  });
});
