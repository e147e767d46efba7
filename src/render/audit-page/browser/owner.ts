/** Who may own what is in a cell. Texts are empty where there is nothing. */
export interface Ownership {
  /** Another system, such as Doppler. */
  readonly system: string;
  /** The stack of our marker. */
  readonly stack: string;
  /** Whether an override is there. */
  readonly isSetByHand: boolean;
}

/** Numbers owners in the order in which they come. */
export interface OwnerList {
  /** -1 where nobody owns anything. */
  readonly number: (ownership: Ownership) => number;
  readonly labels: () => readonly string[];
}

/** Makes the list that the owner filter offers. */
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

/** Says who owns what is in a cell; null where nobody owns anything. */
const labelOwner = ({ system, stack, isSetByHand }: Ownership): string | null => {
  if (system !== '') return `${system} (another system)`;
  if (stack !== '') return `stack ${stack}`;
  return isSetByHand ? 'set by hand' : null;
};
