import { type Diagnostic, createDiagnostic } from '../model/diagnostic.js';
import { Failure } from '../model/failure.js';
import type { Plan } from '../model/plan.js';
import { compileGlob, LONGEST_GLOB } from '../text/glob.js';

/**
 * Compiles `--target` globs into a test of addresses. A literal address matches itself, whatever characters its names contain.
 * Without globs, every address matches.
 *
 * @throws Failure `bad-target` for text that is not a glob.
 */
export const compileTargets = (globs: readonly string[]): ((address: string) => boolean) => {
  if (globs.length === 0) return () => true;
  const matchers = globs.map(compileTarget);
  return (address) => matchers.some((matches) => matches(address));
};

/**
 * Compiles `--target` globs into a test of places: whether any address at that place can match. Places that cannot match need not be
 * read. A place is an address without its last part. If in doubt, a place passes. Throws like `compileTargets`.
 */
export const compilePlaceTargets = (globs: readonly string[]): ((place: string) => boolean) => {
  compileTargets(globs);
  if (globs.length === 0 || globs.some(isComplex)) return () => true;
  const matchers = globs.flatMap(placesOf).map(compileTarget);
  return (place) => matchers.some((matches) => matches(place));
};

/** Whether a glob uses syntax that can hide a slash, or write one in another way. */
const isComplex = (glob: string): boolean => /[\\{}[\]]|[^/]\*\*|\*\*[^/]/.test(glob);

const placesOf = (glob: string): readonly string[] => {
  const parts = glob.split('/').filter((part, index, all) => part !== '**' || all[index - 1] !== '**');
  const last = parts.pop();
  const place = parts.join('/');
  if (last === '**') return place === '' ? ['**'] : [place, `${place}/**`];
  return place === '' ? [] : [place];
};

/**
 * Warns about `--target` globs that match neither a declared address nor one in the plan: a mistyped glob must not look like
 * "no changes".
 */
export const reportUnmatched = (
  globs: readonly string[],
  declared: readonly string[],
  { changes, diagnostics }: Pick<Plan, 'changes' | 'diagnostics'>,
): readonly Diagnostic[] => {
  const named = [...changes, ...diagnostics].flatMap(({ address }) => address ?? []);
  return reportUnmatchedBy(globs, [...declared, ...named], 'override');
};

/** Does the same for any addresses. `noun` names what they refer to. */
export const reportUnmatchedBy = (
  globs: readonly string[],
  named: readonly string[],
  noun: string,
): readonly Diagnostic[] => {
  const addresses = [...new Set(named)];
  return [...new Set(globs)]
    .filter((glob) => !addresses.some(compileTarget(glob)))
    .map((glob) =>
      createDiagnostic({
        severity: 'warning',
        code: 'target-unmatched',
        message: `--target "${glob}" matches no ${noun}`,
        hint: '* stays within one part of an address, ** crosses parts: shop/production/**',
      }),
    );
};

const compileTarget = (glob: string): ((address: string) => boolean) => {
  const matches = compileGlob(glob);
  if (matches !== null) return (address) => address === glob || matches(address);
  throw new Failure(
    'bad-target',
    `a --target is empty or longer than ${LONGEST_GLOB.toLocaleString('en')} characters`,
    { hint: "pass a glob over addresses, such as --target 'shop/production/**'" },
  );
};
