import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePlaceTargets, compileTargets } from '../../src/plan/target.js';

const names = fc.oneof(
  fc.constantFrom('shop', 'checkout', 'application', 'K', 'a b', 'prod (eu)', 'x*y', 'q?', '.dot'),
  fc.string({
    unit: fc.constantFrom('a', 'b', '*', '?', '(', '|', '!', '.', '{', ']', '\\'),
    minLength: 1,
    maxLength: 3,
  }),
);
const addresses = fc.array(names, { minLength: 2, maxLength: 5 });

/** A glob that was made of an address, so that it often matches: each part as it is, or as a wildcard, or many as one. */
const globsOf = (parts: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(
      ...parts.map((part) =>
        fc.constantFrom(part, part, '*', '**', `${part.slice(0, 1)}*`, '**/**', '{a,b/c}', `**${part}`, ''),
      ),
    )
    .map((chosen) => chosen.join('/'));

const tryCompile = <Test>(compile: () => Test): Test | null => {
  try {
    return compile();
  } catch {
    return null;
  }
};

describe('the places that targets may match', () => {
  it('are never fewer than those of the addresses that match', () => {
    const cases = addresses.chain((parts) =>
      fc.record({
        parts: fc.constant(parts),
        globs: fc.array(fc.oneof(globsOf(parts), globsOf(parts.slice(0, -1))), {
          minLength: 1,
          maxLength: 3,
        }),
      }),
    );
    let matched = 0;
    fc.assert(
      fc.property(cases, ({ parts, globs }) => {
        const isTargeted = tryCompile(() => compileTargets(globs));
        const isPlaceTargeted = tryCompile(() => compilePlaceTargets(globs));
        expect(isPlaceTargeted === null).toBe(isTargeted === null);
        if (isTargeted === null || isPlaceTargeted === null || !isTargeted(parts.join('/'))) return;
        matched += 1;
        expect(isPlaceTargeted(parts.slice(0, -1).join('/'))).toBe(true);
      }),
      { numRuns: 3000 },
    );
    expect(matched).toBeGreaterThan(300);
  });

  it.each([
    ['shop/production/**', 'shop/production/job/checkout', true],
    ['shop/production/**', 'shop/production', true],
    ['shop/production/**', 'shop/staging', false],
    ['shop/*/application/checkout/*', 'shop/live/application/checkout', true],
    ['shop/*/application/checkout/*', 'shop/live', false],
    ['**/STRIPE_KEY', 'shop', true],
    ['STRIPE_KEY', 'shop', false],
  ])('%s at %s: %s', (glob, place, expected) => {
    expect(compilePlaceTargets([glob])(place)).toBe(expected);
  });
});
