/**
 * A decoded document as values see it. Scalars keep their text: numbers as spelled in the source,
 * booleans as `true` and `false`.
 */
export type ValueNode =
  | { readonly kind: 'scalar'; readonly text: string }
  | { readonly kind: 'null' }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, ValueNode> }
  | { readonly kind: 'list'; readonly items: readonly ValueNode[] };
