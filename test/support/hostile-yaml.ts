/** Levels of nesting that end a program which recurses over its input. */
export const DEEP = 10_000;

/** YAML whose aliases stand for a billion items. */
export const ALIAS_BOMB = `a: &a [${'x,'.repeat(9)}x]\n${[...'bcdefghi']
  .map((name, index) => `${name}: &${name} [${`*${'abcdefghi'[index] ?? ''},`.repeat(9)}]\n`)
  .join('')}`;

/** JSON objects, one in the other. */
export const DEEP_JSON = `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`;
