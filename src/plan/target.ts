import picomatch from 'picomatch';
import { type Diagnostic, createDiagnostic } from '../model/diagnostic.js';
import { Failure } from '../model/failure.js';
import type { Plan } from '../model/plan.js';

/**
 * Compiles `--target` globs into a test of addresses: `*` and `?` stay within a segment, `**` crosses segments, `[…]`
 * and `{a,b}` work as in a shell, upper and lower case differ, and a backslash takes a character for itself. An address that is
 * written out matches itself, whatever characters its names have. Without globs every address matches.
 *
 * @throws Failure `bad-target` for what is no glob.
 *
 * @example
 * ```ts
 * import { compileTargets } from 'qoverride';
 *
 * const isTargeted = compileTargets(['shop/production/**', 'shop/PAYMENTS_TOKEN']);
 * console.log(isTargeted('shop/production/application/checkout/DATABASE_URL')); // → true
 * console.log(isTargeted('shop/staging/PAYMENTS_TOKEN')); // → false
 * ```
 */
export const compileTargets = (globs: readonly string[]): ((address: string) => boolean) => {
  if (globs.length === 0) return () => true;
  const matchers = globs.map(compileGlob);
  return (address) => matchers.some((matches) => matches(address));
};

/**
 * Compiles `--target` globs into a test of places: whether an address of anything right there may match, so that what cannot
 * matter need not be read. A place is an address without its last part. Too many places pass rather than too few. Throws as
 * `compileTargets` does.
 */
export const compilePlaceTargets = (globs: readonly string[]): ((place: string) => boolean) => {
  compileTargets(globs);
  if (globs.length === 0 || globs.some(isIntricate)) return () => true;
  const matchers = globs.flatMap(placesOf).map(compileGlob);
  return (place) => matchers.some((matches) => matches(place));
};

/** What has more to it than `*` and `?` may hide a slash, or spell one otherwise. */
const isIntricate = (glob: string): boolean => /[\\{}[\]]|[^/]\*\*|\*\*[^/]/.test(glob);

const placesOf = (glob: string): readonly string[] => {
  const parts = glob.split('/').filter((part, index, all) => part !== '**' || all[index - 1] !== '**');
  const last = parts.pop();
  const place = parts.join('/');
  if (last === '**') return place === '' ? ['**'] : [place, `${place}/**`];
  return place === '' ? [] : [place];
};

/**
 * Warns of `--target` globs that match neither a declared address nor one that the plan names: a mistyped glob must not
 * look like "no changes".
 */
export const reportUnmatched = (
  globs: readonly string[],
  declared: readonly string[],
  { changes, diagnostics }: Pick<Plan, 'changes' | 'diagnostics'>,
): readonly Diagnostic[] => {
  const named = [...changes, ...diagnostics].flatMap(({ address }) => address ?? []);
  return reportUnmatchedBy(globs, [...declared, ...named], 'override');
};

/** The same over any addresses; `noun` says what they are of. */
export const reportUnmatchedBy = (
  globs: readonly string[],
  named: readonly string[],
  noun: string,
): readonly Diagnostic[] => {
  const addresses = [...new Set(named)];
  return [...new Set(globs)]
    .filter((glob) => !addresses.some(compileGlob(glob)))
    .map((glob) =>
      createDiagnostic({
        severity: 'warning',
        code: 'target-unmatched',
        message: `--target "${glob}" matches no ${noun}`,
        hint: '* stays within one part of an address, ** crosses parts: shop/production/**',
      }),
    );
};

const compileGlob = (glob: string): ((address: string) => boolean) => {
  try {
    const matches = picomatch(keepParentheses(glob), {
      dot: true,
      nonegate: true,
      noextglob: true,
      windows: false,
      strictSlashes: true,
    });
    return (address) => address === glob || matches(address);
  } catch {
    throw new Failure('bad-target', 'a --target is empty or too long to be a glob', {
      hint: "give a glob over addresses, such as --target 'shop/production/**'",
    });
  }
};

/** Names such as `prod (eu)` are common, and nobody groups addresses by regular expressions. */
const keepParentheses = (glob: string): string =>
  glob.replaceAll(/\\.|[()|]/gs, (found) => (found.startsWith('\\') ? found : `\\${found}`));
