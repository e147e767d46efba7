/** Items in the document, by index. */
export type Kept<Item> = Map<number, Item>;

/**
 * Makes a parent contain exactly the wanted items, in order. Items that stay are not moved, so that they keep the focus. `wanted` must be
 * ascending.
 */
export const reconcile = <Item>(
  kept: Kept<Item>,
  wanted: readonly number[],
  parent: HTMLElement,
  elementOf: (item: Item) => HTMLElement,
  create: (index: number) => Item,
): void => {
  const isWanted = new Set(wanted);
  for (const [index, item] of kept) {
    if (isWanted.has(index)) continue;
    elementOf(item).remove();
    kept.delete(index);
  }
  let next: HTMLElement | null = null;
  for (const index of wanted.toReversed()) {
    const known = kept.get(index);
    const item = known ?? create(index);
    if (known === undefined) {
      kept.set(index, item);
      parent.insertBefore(elementOf(item), next);
    }
    next = elementOf(item);
  }
};
