/** With more spellings than this, hiding them all would be too slow. */
const MOST_NEEDLES = 12_000;
/** Shorter pieces occur in any text. */
const SHORTEST = 4;
/** Foreign text that shares this many characters in a row with a given text counts as a part of it, such as a password in a URL. */
const TELLING = 8;

/**
 * Splits foreign text into lines and hides every given text in them: as a whole, line by line, in parts, and in the encodings
 * that tools print (base64, URL, JSON). Null if there are too many texts to hide.
 */
export const redactLines = (foreign: string, texts: Iterable<string>): readonly string[] | null => {
  const given = [...texts];
  const needles = collectNeedles(given);
  if (needles === null) return null;
  return hide(foreign, needles, findSharedRuns(foreign, given))
    .split(/\r\n|\n|\r/)
    .filter((line) => line !== '');
};

/** Marks everything before it replaces anything, so that overlapping texts are hidden completely. */
const hide = (foreign: string, needles: ReadonlySet<string>, runs: ReadonlySet<string>): string => {
  const hidden = new Uint8Array(foreign.length);
  for (const needle of needles) {
    for (let at = foreign.indexOf(needle); at !== -1; at = foreign.indexOf(needle, at + 1)) {
      hidden.fill(1, at, at + needle.length);
    }
  }
  for (let at = 0; runs.size > 0 && at + TELLING <= foreign.length; at += 1) {
    if (runs.has(foreign.slice(at, at + TELLING))) hidden.fill(1, at, at + TELLING);
  }
  let shown = '';
  for (let from = 0; from < foreign.length;) {
    const isHidden = hidden[from] === 1;
    const next = hidden.indexOf(isHidden ? 0 : 1, from);
    const to = next === -1 ? foreign.length : next;
    shown += isHidden ? '(sensitive)' : foreign.slice(from, to);
    from = to;
  }
  return shown;
};

/** Finds each run of `TELLING` characters that foreign text shares with a text in any spelling, in linear time. */
const findSharedRuns = (foreign: string, texts: readonly string[]): ReadonlySet<string> => {
  const present = new Set(runsOf(foreign));
  const shared = new Set<string>();
  for (const spelling of texts.flatMap(encodings)) {
    for (const run of runsOf(spelling)) if (present.has(run)) shared.add(run);
  }
  return shared;
};

const runsOf = function* (text: string): Generator<string, void, undefined> {
  for (let at = 0; at + TELLING <= text.length; at += 1) yield text.slice(at, at + TELLING);
};

/** The line lengths of base64(1) and of PEM. */
const BASE64_WIDTHS = [76, 64];

const wrap = (text: string, width: number): readonly string[] =>
  Array.from({ length: Math.ceil(text.length / width) }, (_, row) =>
    text.slice(row * width, (row + 1) * width),
  ).filter((piece) => piece.length >= SHORTEST);

const collectNeedles = (texts: Iterable<string>): ReadonlySet<string> | null => {
  const needles = new Set<string>();
  for (const text of texts) {
    const lines = text.split(/\r\n|\n|\r/).filter((line) => line.trim().length >= SHORTEST);
    for (const part of [text, text.trim(), ...lines, ...lines.map((line) => line.trim())]) {
      for (const form of encodings(part)) needles.add(form);
    }
    if (needles.size > MOST_NEEDLES) return null;
  }
  needles.delete('');
  return needles;
};

const encodings = (text: string): readonly string[] => {
  const bytes = Buffer.from(text);
  const base64 = bytes.toString('base64').replace(/=+$/, '');
  return [
    text,
    base64,
    ...BASE64_WIDTHS.flatMap((width) => wrap(base64, width)),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    encodeURIComponent(bytes.toString()),
    JSON.stringify(text).slice(1, -1),
  ];
};
