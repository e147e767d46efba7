import type { Scope } from '../../model/scope.js';

/** A secret that needs the name of an environment variable. */
export interface VariableWanted {
  readonly scope: Scope;
  readonly secretKey: string;
}

/** Names to avoid for variables. */
export interface NamesToAvoid {
  /** Names already in use. */
  readonly taken: ReadonlySet<string>;
  /** Whether a name is refused as a value source because it holds a credential. */
  readonly isCredential: (name: string) => boolean;
}

/**
 * Chooses an environment variable for each secret, in the given order, such as `CHECKOUT_DATABASE_URL`. Environment, project and service
 * type are added only if the shorter name is ambiguous. All names are different.
 */
export const nameVariables = (
  wanted: readonly VariableWanted[],
  { taken, isCredential }: NamesToAvoid,
): readonly string[] => {
  const names: (string | null)[] = wanted.map(() => null);
  const used = new Set(taken);
  for (let detail = 0; detail < MAX_DETAIL; detail += 1) {
    const open = wanted.flatMap((entry, index) => (names[index] === null ? [{ entry, index }] : []));
    const counts = new Map<string, number>();
    for (const { entry } of open) {
      const name = formatName(entry, detail);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    for (const { entry, index } of open) {
      const name = formatName(entry, detail);
      if (counts.get(name) === 1 && !used.has(name) && !isCredential(name)) names[index] = name;
    }
    for (const name of names) if (name !== null) used.add(name);
  }
  return names.map((name, index) => name ?? numberName(wanted[index], used, isCredential));
};

const MAX_DETAIL = 4;

const formatName = ({ scope, secretKey }: VariableWanted, detail: number): string => {
  const { type, project, environment, service } = scope;
  const places = [service, environment, project].filter((name) => name !== null);
  const shown = places.slice(0, detail + 1).toReversed();
  return toVariable([...(detail < MAX_DETAIL - 1 ? shown : [...shown, type]), secretKey].join('_'));
};

const numberName = (
  entry: VariableWanted | undefined,
  used: Set<string>,
  isCredential: (name: string) => boolean,
): string => {
  const base = entry === undefined ? '' : formatName(entry, MAX_DETAIL - 1);
  const stem = isCredential(`${base}_2`) ? `SECRET_${base}` : base;
  let count = 2;
  while (used.has(`${stem}_${String(count)}`)) count += 1;
  used.add(`${stem}_${String(count)}`);
  return `${stem}_${String(count)}`;
};

/** A manifest may name a variable of 255 characters; some are left for `SECRET_` before and a number behind. */
const MOST_CHARACTERS = 240;

/** Converts text to a variable name that every shell and CI system accepts. */
const toVariable = (text: string): string => {
  const name = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .replaceAll(/[^A-Z\d]+/g, '_')
    .replace(/^_/, '')
    .slice(0, MOST_CHARACTERS)
    .replace(/_$/, '');
  return /^[A-Z]/.test(name) ? name : `SECRET_${name}`.replace(/_$/, '');
};
