import { RE2JS } from 're2js';

/** Limit for the characters of a glob; matching takes at most this many steps for each character of a name. */
export const LONGEST_GLOB = 1024;

/**
 * Compiles a glob into a test of whole texts; null for one that is empty or longer than `LONGEST_GLOB`. `*` and `?` stay within a
 * segment, a segment that starts with `**` crosses segments, `[…]` and `{a,b}` work as in a shell, matching is case-sensitive, names
 * that start with a dot are like any other, and a backslash escapes a character. `[ab]` also stands for itself, because names of
 * environments contain brackets. Nothing else has a meaning: no `!`, no `(a|b)`.
 *
 * Matching takes linear time, because RE2 does not backtrack.
 */
export const compileGlob = (glob: string): ((text: string) => boolean) | null => {
  if (glob === '' || glob.length > LONGEST_GLOB) return null;
  const pattern = RE2JS.compile(translate({ glob, bracesEnd: findBraces(glob) }), RE2JS.DOTALL);
  return (text) => pattern.matches(text);
};

interface Source {
  readonly glob: string;
  /** Where each `{` with a comma starts → where its `}` is. All other braces are plain text. */
  readonly bracesEnd: ReadonlyMap<number, number>;
}

/** A piece of a pattern, and where the next one starts. */
interface Piece {
  readonly pattern: string;
  readonly next: number;
}

const translate = (source: Source): string => {
  const closing = new Set(source.bracesEnd.values());
  let depth = 0;
  let pattern = '';
  for (let at = 0; at < source.glob.length;) {
    if (source.bracesEnd.has(at)) depth += 1;
    else if (closing.has(at)) depth -= 1;
    const piece = translateAt(source, at, { closing, depth });
    pattern += piece.pattern;
    at = piece.next;
  }
  return pattern;
};

const translateAt = (
  { glob, bracesEnd }: Source,
  at: number,
  braces: { readonly closing: ReadonlySet<number>; readonly depth: number },
): Piece => {
  const character = glob[at] ?? '';
  switch (character) {
    case '\\': {
      const escaped = characterAt(glob, at + 1);
      return escaped === '' ? literal(character, at + 1) : literal(escaped, at + 1 + escaped.length);
    }
    case '*':
      return translateStars(glob, at, braces.depth > 0);
    case '?':
      return { pattern: '[^/]', next: at + 1 };
    case '[':
      return translateClass(glob, at) ?? literal(character, at + 1);
    case '{':
      return bracesEnd.has(at) ? { pattern: '(?:', next: at + 1 } : literal(character, at + 1);
    case '}':
      return braces.closing.has(at) ? { pattern: ')', next: at + 1 } : literal(character, at + 1);
    case ',':
      return braces.depth > 0 ? { pattern: '|', next: at + 1 } : literal(character, at + 1);
    default: {
      const whole = characterAt(glob, at);
      return literal(whole, at + whole.length);
    }
  }
};

const characterAt = (text: string, at: number): string => {
  const point = text.codePointAt(at);
  return point === undefined ? '' : String.fromCodePoint(point);
};

const literal = (text: string, next: number): Piece => ({ pattern: RE2JS.quote(text), next });

const translateStars = (glob: string, at: number, isInBraces: boolean): Piece => {
  let next = at;
  while (glob[next] === '*') next += 1;
  const before = glob[at - 1];
  const startsSegment =
    before === undefined || before === '/' || (isInBraces && (before === '{' || before === ','));
  if (!startsSegment || next - at === 1) {
    const isWholeSegment =
      (before === undefined || before === '/') && (next === glob.length || glob[next] === '/');
    return { pattern: isWholeSegment ? '[^/]+' : '[^/]*', next };
  }
  const mayBeNothing = glob[next] === '/' && (before === undefined || before === '/');
  return mayBeNothing ? { pattern: '(?:.*/)?', next: next + 1 } : { pattern: '.*', next };
};

const SLASH = 0x2f;

/** Translates `[…]`; null where it is never closed. A class never matches a slash. */
const translateClass = (glob: string, start: number): Piece | null => {
  const isNegated = glob[start + 1] === '!' || glob[start + 1] === '^';
  const first = start + (isNegated ? 2 : 1);
  const ranges: (readonly [number, number])[] = [];
  let at = first;
  const take = (): number => {
    if (glob[at] === '\\' && at + 1 < glob.length) at += 1;
    const point = glob.codePointAt(at) ?? 0;
    at += point > 0xff_ff ? 2 : 1;
    return point;
  };
  while (at < glob.length && (glob[at] !== ']' || at === first)) {
    const low = take();
    const isRange = glob[at] === '-' && at + 1 < glob.length && glob[at + 1] !== ']';
    if (isRange) at += 1;
    ranges.push([low, isRange ? take() : low]);
  }
  if (at >= glob.length) return null;
  const members = isNegated ? [...ranges, [SLASH, SLASH] as const] : ranges.flatMap(withoutSlash);
  const inner = members.map(spellRange).join('');
  const pattern = isNegated ? `[^${inner}]` : inner === '' ? NOTHING : `[${inner}]`;
  const written = glob.slice(start, at + 1);
  const isPlain = /^\[[^-*+?.^${}(|)[\]\\/!]+\]$/.test(written);
  return { pattern: isPlain ? `(?:${pattern}|${RE2JS.quote(written)})` : pattern, next: at + 1 };
};

const NOTHING = String.raw`[^\x{0}-\x{10FFFF}]`;

const withoutSlash = ([low, high]: readonly [number, number]): readonly (readonly [number, number])[] =>
  low <= SLASH && SLASH <= high
    ? [
        [low, SLASH - 1],
        [SLASH + 1, high],
      ]
    : [[low, high]];

/** A range that ends before it starts is empty. */
const spellRange = ([low, high]: readonly [number, number]): string =>
  low > high ? '' : String.raw`\x{${low.toString(16)}}-\x{${high.toString(16)}}`;

/** Finds the pairs of braces that hold a comma of their own. */
const findBraces = (glob: string): ReadonlyMap<number, number> => {
  const found = new Map<number, number>();
  const open: { readonly start: number; hasComma: boolean }[] = [];
  for (let at = 0; at < glob.length; at += 1) {
    const innermost = open.at(-1);
    if (glob[at] === '\\') at += 1;
    else if (glob[at] === '[') at = (translateClass(glob, at)?.next ?? at + 1) - 1;
    else if (glob[at] === '{') open.push({ start: at, hasComma: false });
    else if (glob[at] === ',' && innermost !== undefined) innermost.hasComma = true;
    else if (glob[at] === '}' && innermost !== undefined) {
      open.pop();
      if (innermost.hasComma) found.set(innermost.start, at);
    }
  }
  return found;
};
