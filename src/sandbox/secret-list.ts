import { visibleFrom, type Place } from './places.js';
import type { SecretContext } from './secret-context.js';
import { secretsAt, type StoredSecret } from './world.js';

/** Everything a scope sees: its own secrets first, then those it inherits. */
export const listSecrets = ({ world, assumptions }: SecretContext, place: Place): readonly StoredSecret[] => {
  const seen = visibleFrom(place).flatMap(({ scope, id }) =>
    secretsAt(world, id).filter((secret) => secret.scope === scope),
  );
  if (assumptions.overriddenInList === 'listed') return seen;
  const hidden = new Set(seen.map((secret) => secret.overrides));
  return seen.filter((secret) => !hidden.has(secret.id));
};
