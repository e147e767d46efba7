import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ValuePath } from '../../../src/model/value-reference.js';
import { lookUpScalar, type ValueNode } from '../../../src/values/value-node.js';
import { findLeaks } from './find-leaks.js';

const scalar = (text: string): ValueNode => ({ kind: 'scalar', text });
const map = (entries: Readonly<Record<string, ValueNode>>): ValueNode => ({
  kind: 'map',
  entries: new Map(Object.entries(entries)),
});
const document = map({
  stripe: map({ key: scalar('sk_live_hunter2'), '': scalar('under nothing'), '0': scalar('under zero') }),
  hosts: { kind: 'list', items: [scalar('one-hunter2'), { kind: 'null' }] },
});
const look = (path: ValuePath) => lookUpScalar(document, path, 'the file a.yaml');
const messageOf = (path: ValuePath): string => {
  const outcome = look(path);
  return outcome.kind === 'ok' ? '' : `${outcome.problem.message} (${outcome.problem.hint ?? ''})`;
};

describe('lookUpScalar', () => {
  it('says that a merge key is a step of the path', () => {
    const merged = map({ app: map({ '<<': map({ key: scalar('hunter2') }), name: scalar('x') }) });
    expect(lookUpScalar(merged, ['app', 'key'], 'the file')).toMatchObject({
      problem: { hint: 'merge keys are not followed: write "<<" as a step of the path' },
    });
    expect(lookUpScalar(merged, ['app', '<<', 'key'], 'the file').kind).toBe('ok');
  });

  it.each([
    [['stripe', 'key'], 'sk_live_hunter2'],
    [['stripe', ''], 'under nothing'],
    [['stripe', 0], 'under zero'],
    [['hosts', 0], 'one-hunter2'],
  ] as const)('follows %j', (path, text) => {
    expect(look(path)).toEqual({ kind: 'ok', value: { kind: 'scalar', text } });
  });

  it.each([
    [['strip'], 'has no key "strip"; it has "stripe", "hosts" (did you mean "stripe"?)'],
    [
      ['stripe', 'kee'],
      'stripe in the file a.yaml has no key "kee"; it has "0", "key", "" (did you mean "key"?)',
    ],
    [['hosts', 7], 'hosts in the file a.yaml is a list of 2, without an item 7'],
    [['hosts', -1], 'is a list of 2, without an item -1'],
    [['hosts', 0.5], 'without an item 0.5'],
    [['hosts', '0'], 'is a list (write an index: a whole number from 0, without quotes)'],
    [['hosts', 'length'], 'is a list (write an index'],
    [['hosts', 1], 'hosts[1] in the file a.yaml is null'],
    [['hosts'], 'is a list (extend `path` so that it ends at a single value)'],
    [[], 'the file a.yaml is a map; it has "stripe", "hosts"'],
    [
      ['stripe', 'key', 'more'],
      'the path continues after stripe.key in the file a.yaml, which is a single value',
    ],
    [['stripe', 'constructor'], 'has no key "constructor"'],
  ] as const)('explains %j', (path, text) => {
    expect(messageOf(path)).toContain(text);
  });

  it('names ten keys at most', () => {
    const many = map(
      Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`k${index}`, scalar('v')])),
    );
    expect(lookUpScalar(many, ['nothing-like-it'], 'x')).toMatchObject({
      problem: { message: expect.stringMatching(/"k9" and 490 more$/) },
    });
  });

  it('names no value, wherever the path breaks off', () => {
    const step = fc.oneof(
      fc.constantFrom('stripe', 'key', 'hosts', '', 'kee'),
      fc.integer({ min: -1, max: 3 }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 4 }), (path) => {
        expect(findLeaks(messageOf(path), 'hunter2')).toEqual([]);
      }),
    );
  });
});
