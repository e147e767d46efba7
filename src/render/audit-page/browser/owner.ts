/** The facts that determine the owner of a cell. Missing texts are empty. */
export interface Ownership {
  /** Another system, such as Doppler. */
  readonly system: string;
  /** The stack in the marker. */
  readonly stack: string;
  /** Whether there is an override. */
  readonly isSetByHand: boolean;
}

/** Numbers owners in order of first use. */
export interface OwnerList {
  /** Returns the owner's number; -1 if there is no owner. */
  readonly number: (ownership: Ownership) => number;
  readonly labels: () => readonly string[];
}

/** Creates the list for the owner filter. */
export const createOwnerList = (): OwnerList => {
  const numbers = new Map<string, number>();
  return {
    number: (ownership) => {
      const label = labelOwner(ownership);
      if (label === null) return -1;
      const number = numbers.get(label) ?? numbers.size;
      numbers.set(label, number);
      return number;
    },
    labels: () => [...numbers.keys()],
  };
};

/** Names the owner of a cell; null if there is none. */
const labelOwner = ({ system, stack, isSetByHand }: Ownership): string | null => {
  if (system !== '') return `${system} (another system)`;
  if (stack !== '') return `stack ${stack}`;
  return isSetByHand ? 'set by hand' : null;
};
