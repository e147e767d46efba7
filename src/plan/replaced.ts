import { isMoreExact, type PlacedOverride } from '../model/declared-override.js';
import { isUuid } from '../model/scope.js';

/** Leaves out what an entry with `replaces: true` takes the place of: less exact entries for the same secret at the same scope. */
export const dropReplaced = (placed: readonly PlacedOverride[]): readonly PlacedOverride[] => {
  const replacing = new Map(
    placed.flatMap((entry) => {
      const identity = entry.declared.replaces ? identify(entry) : null;
      return identity === null ? [] : [[identity, entry.declared.precision] as const];
    }),
  );
  if (replacing.size === 0) return placed;
  return placed.filter((entry) => {
    const identity = identify(entry);
    const precision = identity === null ? undefined : replacing.get(identity);
    return precision === undefined || !isMoreExact(precision, entry.declared.precision);
  });
};

/** Null where the scope was not found. A secret that is named once by key and once by UUID counts as two. */
const identify = ({ declared: { secret }, scope }: PlacedOverride): string | null =>
  scope.kind === 'missing'
    ? null
    : `${scope.scope.id.toLowerCase()} ${isUuid(secret) ? secret.toLowerCase() : secret}`;
