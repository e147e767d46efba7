/** Elements that are in the document, by the index of what they show. */
export type Kept<Item> = Map<number, Item>;

/**
 * Leaves in a parent just the wanted items, in order. What stays is not moved, so that it keeps the focus; `wanted` is
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
