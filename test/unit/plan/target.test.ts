import { describe, expect, it } from 'vitest';
import { createDiagnostic } from '../../../src/model/diagnostic.js';
import { compileTargets, reportUnmatched } from '../../../src/plan/target.js';

const address = 'shop/production/application/checkout/DATABASE_URL';

describe('compileTargets', () => {
  it('matches everything when no target is given', () => {
    expect(compileTargets([])(address)).toBe(true);
  });

  it.each([
    [address, true],
    ['shop/production/application/checkout/*', true],
    ['shop/production/application/*/DATABASE_URL', true],
    ['shop/*/application/*/DATABASE_*', true],
    ['shop/**', true],
    ['**/DATABASE_URL', true],
    ['**', true],
    ['shop/production/**/DATABASE_URL', true],
    ['shop/production/{application,job}/checkout/*', true],
    ['shop/production/application/check[no]ut/*', true],
    ['shop/production/application/checkou?/*', true],
    ['*', false],
    ['shop/*', false],
    ['shop/production/*/DATABASE_URL', false],
    ['shop/production', false],
    ['SHOP/**', false],
    ['shop/production/application/checkout/database_url', false],
    ['DATABASE_URL', false],
    ['!shop/staging/**', false],
    ['shop/production/application/checkou', false],
  ])('%s: %j', (glob, expected) => {
    expect(compileTargets([glob])(address)).toBe(expected);
  });

  it('matches what any of several globs matches', () => {
    const isTargeted = compileTargets(['blog/**', 'shop/**/DATABASE_URL']);
    expect(isTargeted(address)).toBe(true);
    expect(isTargeted('blog/production/X')).toBe(true);
    expect(isTargeted('shop/production/X')).toBe(false);
  });

  it.each([
    'shop (eu)/prod[1]/{a}/X',
    '!shop/X',
    'a+(b)/X',
    'back\\slash/X',
    'shop/50%25/X',
    '.hidden/..x/X',
  ])('takes the address %s for itself', (odd) => {
    expect(compileTargets([odd])(odd)).toBe(true);
    expect(compileTargets(['*/**'])(odd)).toBe(true);
  });

  it.each([
    ['shop/prod (eu)/**', 'shop/prod (eu)/X', true],
    ['shop/prod \\(eu\\)/**', 'shop/prod (eu)/X', true],
    ['shop/a+(b)/*', 'shop/a+(b)/X', true],
    ['shop/a+(b)/*', 'shop/abb/X', false],
    ['shop/(a|b)/*', 'shop/a/X', false],
    ['shop/\\*/X', 'shop/*/X', true],
    ['shop/\\*/X', 'shop/a/X', false],
  ])('takes %s over %s for a glob in which parentheses mean nothing: %j', (glob, odd, expected) => {
    expect(compileTargets([glob])(odd)).toBe(expected);
  });

  it('refuses what is no glob, with a message of its own', () => {
    for (const glob of ['', 'x'.repeat(100_000)]) {
      expect(() => compileTargets([glob])).toThrow(expect.objectContaining({ code: 'bad-target' }));
    }
  });
});

describe('reportUnmatched', () => {
  const nothing = { changes: [], diagnostics: [] };
  const codes = (globs: readonly string[], declared: readonly string[], plan = nothing): readonly string[] =>
    reportUnmatched(globs, declared, plan).map(
      ({ severity, code, message }) => `${severity} ${code}: ${message}`,
    );

  it('warns once of each glob that matches nothing', () => {
    expect(codes(['**/DATABASE_ULR', 'shop/**', '**/DATABASE_ULR'], [address])).toEqual([
      'warning target-unmatched: --target "**/DATABASE_ULR" matches no override',
    ]);
  });

  it('counts what is live and no longer declared', () => {
    const undeclared = createDiagnostic({
      severity: 'info',
      code: 'undeclared',
      message: 'x',
      address: 'shop/GONE',
    });
    expect(reportUnmatched(['shop/GONE'], [address], { changes: [], diagnostics: [undeclared] })).toEqual([]);
  });

  it('says nothing without globs', () => {
    expect(codes([], [])).toEqual([]);
  });
});
