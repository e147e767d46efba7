import { describe, expect, it } from 'vitest';
import { isDeclaredInShard, isInShard, parseShard } from '../../../src/plan/shard.js';
import { checkout, declare, uuidOf } from '../../support/worlds/index.js';

describe('parseShard', () => {
  it.each([
    ['1/1', { index: 1, count: 1 }],
    ['2/5', { index: 2, count: 5 }],
    ['100/100', { index: 100, count: 100 }],
  ])('reads %s', (text, shard) => {
    expect(parseShard(text)).toEqual(shard);
  });

  it.each(['', '1', '0/3', '4/3', '1/0', '-1/3', '1/3/5', '01/3', ' 1/3', '1.0/3', '1/9999999'])(
    'refuses %j',
    (text) => {
      expect(() => parseShard(text)).toThrow(expect.objectContaining({ code: 'bad-shard' }));
    },
  );
});

describe('isInShard', () => {
  const ids = Array.from({ length: 600 }, (_, index) => uuidOf(index));

  it('puts every scope into exactly one shard, and none far from its share', () => {
    for (const count of [1, 2, 3, 7]) {
      const shards = Array.from({ length: count }, (_, index) => ({ index: index + 1, count }));
      const sizes = shards.map((shard) => ids.filter((id) => isInShard(shard, id)).length);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(ids.length);
      for (const size of sizes) expect(Math.abs(size - ids.length / count)).toBeLessThan(60);
      for (const id of ids) expect(shards.filter((shard) => isInShard(shard, id))).toHaveLength(1);
    }
  });

  it('stays the same from version to version, and for either case of a UUID', () => {
    const first = { index: 1, count: 3 };
    expect(ids.slice(0, 12).map((id) => isInShard(first, id))).toMatchInlineSnapshot(`
      [
        false,
        false,
        true,
        false,
        true,
        true,
        false,
        true,
        false,
        false,
        false,
        true,
      ]
    `);
    expect(isInShard(first, checkout.id.toUpperCase())).toBe(isInShard(first, checkout.id));
  });

  it('puts what was not found into exactly one shard as well', () => {
    const missing = { kind: 'missing', code: 'no-service', message: '', hint: null } as const;
    const shards = [1, 2, 3].map((index) => ({ index, count: 3 }));
    for (const service of ['a', 'b', 'c', 'd']) {
      const declared = declare({ service });
      expect(shards.filter((shard) => isDeclaredInShard(shard, declared, missing))).toHaveLength(1);
      const found = { kind: 'found', scope: checkout } as const;
      expect(shards.map((shard) => isDeclaredInShard(shard, declared, found))).toEqual(
        shards.map((shard) => isInShard(shard, checkout.id)),
      );
    }
  });
});
