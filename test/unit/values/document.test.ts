import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DocumentFormat } from '../../../src/model/value-reference.js';
import { parseDocument } from '../../../src/values/document.js';
import { collectTexts, type ValueNode } from '../../../src/values/value-node.js';
import { findLeaks } from './find-leaks.js';

/** A node as plain data: maps as lists of pairs, so that order and odd keys count. */
const plain = (node: ValueNode): unknown => {
  switch (node.kind) {
    case 'scalar':
      return node.text;
    case 'null':
      return null;
    case 'unreadable':
      return node.why;
    case 'list':
      return node.items.map(plain);
    case 'map':
      return { pairs: [...node.entries].map(([key, value]) => [key, plain(value)]) };
  }
};
const parse = (text: string, format: DocumentFormat): unknown => {
  const outcome = parseDocument(text, format, 'the output of op');
  return outcome.kind === 'ok' ? plain(outcome.value) : outcome.problem.message;
};

describe('parseDocument of JSON', () => {
  it('keeps numbers as spelled, the order of keys, and every string', () => {
    const text =
      '{"b": 1.50, "10": 1e400, "2": 12345678901234567890, "a": [true, false, null, -0, "\\ud83d\\ude00"]}';
    expect(parse(text, 'json')).toEqual({
      pairs: [
        ['b', '1.50'],
        ['10', '1e400'],
        ['2', '12345678901234567890'],
        ['a', ['true', 'false', null, '-0', '😀']],
      ],
    });
  });

  it('reads tabs, long keys, __proto__, empty keys and a bare scalar', () => {
    expect(parse('{\n\t"__proto__": {\n\t\t"": "x"\n\t}\n}\n', 'json')).toEqual({
      pairs: [['__proto__', { pairs: [['', 'x']] }]],
    });
    expect(parse(JSON.stringify({ ['k'.repeat(5000)]: '1' }), 'json')).toEqual({
      pairs: [['k'.repeat(5000), '1']],
    });
    expect(parse('"only"', 'json')).toBe('only');
    expect(parse('\uFEFF{"a": "\uFEFFx"}', 'json')).toEqual({ pairs: [['a', '\uFEFFx']] });
    expect(parse('\uFEFF"only"', 'text')).toBe('\uFEFF"only"');
  });

  it('reads back whatever JSON.stringify writes', () => {
    const tree = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.string({ unit: 'binary' }),
        fc.constant(null),
        fc.array(tie('node'), { maxLength: 4 }),
        fc.dictionary(fc.string({ unit: 'binary' }), tie('node'), { maxKeys: 4, noNullPrototype: true }),
      ),
    })).node;
    const expected = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(expected);
      if (typeof value !== 'object' || value === null) return value;
      return { pairs: Object.entries(value).map(([key, inner]) => [key, expected(inner)]) };
    };
    fc.assert(
      fc.property(tree, fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
        expect(parse(JSON.stringify(value, null, indent), 'json')).toEqual(expected(value));
      }),
    );
  });

  it.each([
    '',
    'hunter2',
    '{"a": hunter2}',
    "{'a': 1}",
    '{"a": 1,}',
    '{"a": 1} {"b": 2}',
    '# hunter2\n{}',
    '{"a"',
  ])('refuses what is only YAML: %j', (text) => {
    expect(parse(text, 'json')).toBe('the output of op is not valid JSON');
  });

  it('refuses a key that is there twice', () => {
    expect(parse('{"a": 1, "a": 2}', 'json')).toBe('the output of op has the same key twice in one map');
  });
});

describe('parseDocument of YAML', () => {
  it('keeps numbers as spelled and writes booleans as true and false', () => {
    expect(
      parse('a: 1.50\nb: 0x1F\nc: True\nd: ~\ne:\n5: x\nf: 2024-01-02\ng: !!str 007\nh: no\n', 'yaml'),
    ).toEqual({
      pairs: [
        ['a', '1.50'],
        ['b', '0x1F'],
        ['c', 'true'],
        ['d', null],
        ['e', null],
        ['5', 'x'],
        ['f', '2024-01-02'],
        ['g', '007'],
        ['h', 'no'],
      ],
    });
  });

  it('keeps block text as it is', () => {
    expect(parse('pem: |\n  line one\n  line two\n', 'yaml')).toEqual({
      pairs: [['pem', 'line one\nline two\n']],
    });
  });

  it('resolves aliases to what stands before them', () => {
    expect(parse('a: &x [1]\nb: *x\nc: &x two\nd: *x\n', 'yaml')).toEqual({
      pairs: [
        ['a', ['1']],
        ['b', ['1']],
        ['c', 'two'],
        ['d', 'two'],
      ],
    });
  });

  it.each([
    ['a: [hunter2', 'is not valid YAML'],
    ['a: 1\n---\nb: 2\n', 'contains several YAML documents'],
    ['a: &x [*x]\n', 'alias to something that is not complete'],
    ['a: *hunter2\n', 'alias to something that is not complete'],
    ['? [hunter2]\n: 1\n', 'a key that is not a plain word'],
    ['~: 1\n', 'a key that is not a plain word'],
    ['a: 1\n"a": 2\n', 'the same key twice'],
    ['a: !vault hunter2\n', 'a YAML tag that is not supported'],
    ['a: !!binary aGk=\n', 'a YAML tag that is not supported'],
    ['a: !!set {hunter2}\n', 'a YAML tag that is not supported'],
    ['\thunter2: 1', 'is not valid YAML'],
  ])('refuses %j', (text, message) => {
    const answer = parse(text, 'yaml');
    expect(answer).toContain(message);
    expect(findLeaks(answer, 'hunter2')).toEqual([]);
  });

  it('refuses what is nested without end', () => {
    expect(parse('['.repeat(50_000), 'yaml')).toContain('is nested too deeply');
    expect(parse(`${'['.repeat(5000)}${']'.repeat(5000)}`, 'json')).toContain('is nested too deeply');
  });

  it('shares what aliases repeat: a bomb costs no more than its text', () => {
    const rows = Array.from(
      { length: 60 },
      (_, index) => `a${index + 1}: &a${index + 1} [${`*a${index},`.repeat(9)}]`,
    );
    const outcome = parseDocument(`a0: &a0 boom\n${rows.join('\n')}\n`, 'yaml', 'x');
    expect(outcome.kind === 'ok' && [...collectTexts(outcome.value)]).toEqual(['boom']);
  });
});

describe('parseDocument of anything', () => {
  it('never throws and never quotes its source', () => {
    const format = fc.constantFrom<DocumentFormat>('json', 'yaml', 'dotenv');
    const piece = fc.constantFrom(
      'hunter2',
      '{',
      '}',
      '[',
      ']',
      ':',
      ' ',
      '\n',
      '"',
      "'",
      '|',
      '*',
      '&',
      '!',
      ',',
      '\t',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), format, (pieces, chosen) => {
        const outcome = parseDocument(pieces.join(''), chosen, 'the output of op');
        if (outcome.kind === 'problem') expect(findLeaks(outcome.problem, 'hunter2')).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
