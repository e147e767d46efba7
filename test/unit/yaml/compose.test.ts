import { describe, expect, it } from 'vitest';
import { composeDocuments } from '../../../src/yaml/compose.js';

const toData = (text: string, rules: Parameters<typeof composeDocuments>[1] = {}): unknown[] =>
  (composeDocuments(text, rules) ?? []).map((document) => document.toJS() as unknown);

describe('composeDocuments', () => {
  it('composes every document, and one where there is no text', () => {
    expect(toData('a: 1\n---\n- b\n')).toEqual([{ a: 1 }, ['b']]);
    expect(toData('')).toEqual([null]);
  });

  it('keeps mistakes in the document that has them', () => {
    const documents = composeDocuments('a: [1\n---\nb: 2\n', {}) ?? [];
    expect(documents.map(({ errors }) => errors.length > 0)).toEqual([true, false]);
  });

  it('leaves duplicate keys and merge keys to the reader', () => {
    const [document] = composeDocuments('a: 1\na: 2\n<<: { b: 3 }\n', {}) ?? [];
    expect(document?.errors).toEqual([]);
    expect(document?.toJS()).toEqual({ a: 2, '<<': { b: 3 } });
  });

  it('reads scalars as the rules say', () => {
    const text = 'n: 0x10\nb: yes\nz: null\n';
    expect(toData(text)).toEqual([{ n: 16, b: 'yes', z: null }]);
    expect(toData(text, { schema: 'failsafe' })).toEqual([{ n: '0x10', b: 'yes', z: 'null' }]);
  });

  it('follows a %YAML directive unless a rule says otherwise', () => {
    const text = '%YAML 1.1\n---\nb: yes\n';
    expect(toData(text)).toEqual([{ b: true }]);
    expect(toData(text, { schema: 'core' })).toEqual([{ b: 'yes' }]);
  });

  it('gives tags a meaning only where the rules say so', () => {
    const text = 'a: !!binary aGk=\n';
    expect(toData(text)).toEqual([{ a: Buffer.from('hi') }]);
    expect(toData(text, { resolveKnownTags: false })).toEqual([{ a: 'aGk=' }]);
  });

  it('refuses what is nested so deeply that the library would run out of stack', () => {
    expect(composeDocuments('['.repeat(100_000), {})).toBeNull();
    expect(composeDocuments('- '.repeat(100_000), {})).toBeNull();
    expect(composeDocuments(`${'['.repeat(50)}${']'.repeat(50)}`, {})).toHaveLength(1);
  });
});
