/** Levels of nesting that end a program which recurses over its input. */
export const DEEP = 10_000;

const LEVELS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];

/** YAML whose last alias stands for a billion items. */
export const ALIAS_BOMB = LEVELS.map((name, index) => {
  const item = index === 0 ? 'x' : `*${LEVELS[index - 1] ?? ''}`;
  return `${name}: &${name} [${Array.from({ length: 10 }, () => item).join(', ')}]\n`;
}).join('');

/** JSON objects, one in the other. */
export const DEEP_JSON = `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`;
