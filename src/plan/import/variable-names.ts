import type { Scope } from '../../model/scope.js';

/** A secret at a place, to be given the name of an environment variable. */
export interface VariableWanted {
  readonly scope: Scope;
  readonly secretKey: string;
}

/** Names that variables must not have. */
export interface NamesToAvoid {
  /** Names in use. */
  readonly taken: ReadonlySet<string>;
  /** Whether a name is refused as a value because it holds a credential. */
  readonly isCredential: (name: string) => boolean;
}

/**
 * Names an environment variable for each secret, in their order: `CHECKOUT_DATABASE_URL`, with environment, project and kind
 * of service in front only where the shorter name would mean several. No two are the same.
 */
export const nameVariables = (
  wanted: readonly VariableWanted[],
  { taken, isCredential }: NamesToAvoid,
): readonly string[] => {
  const names: (string | null)[] = wanted.map(() => null);
  const used = new Set(taken);
  for (let detail = 0; detail < MOST_DETAIL; detail += 1) {
    const open = wanted.flatMap((one, index) => (names[index] === null ? [{ one, index }] : []));
    const counts = new Map<string, number>();
    for (const { one } of open) {
      const name = spell(one, detail);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    for (const { one, index } of open) {
      const name = spell(one, detail);
      if (counts.get(name) === 1 && !used.has(name) && !isCredential(name)) names[index] = name;
    }
    for (const name of names) if (name !== null) used.add(name);
  }
  return names.map((name, index) => name ?? numberName(wanted[index], used, isCredential));
};

const MOST_DETAIL = 4;

const spell = ({ scope, secretKey }: VariableWanted, detail: number): string => {
  const { type, project, environment, service } = scope;
  const places = [service, environment, project].filter((name) => name !== null);
  const shown = places.slice(0, detail + 1).toReversed();
  return toVariable([...(detail < MOST_DETAIL - 1 ? shown : [...shown, type]), secretKey].join('_'));
};

const numberName = (
  one: VariableWanted | undefined,
  used: Set<string>,
  isCredential: (name: string) => boolean,
): string => {
  const base = one === undefined ? '' : spell(one, MOST_DETAIL - 1);
  const stem = isCredential(`${base}_2`) ? `SECRET_${base}` : base;
  let count = 2;
  while (used.has(`${stem}_${String(count)}`)) count += 1;
  used.add(`${stem}_${String(count)}`);
  return `${stem}_${String(count)}`;
};

/** What every shell and CI system takes for the name of a variable. */
const toVariable = (text: string): string => {
  const name = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .replaceAll(/[^A-Z\d]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  return /^[A-Z]/.test(name) ? name : `SECRET_${name}`.replace(/_$/, '');
};
