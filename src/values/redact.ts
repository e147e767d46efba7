/** With more short spellings than this, hiding them all would be too slow. */
const MOST_NEEDLES = 12_000;
/** Shorter pieces occur in any text. */
const SHORTEST = 4;
/** If foreign text shares this many characters in a row with a given text, they count as a part of it, such as a password in a URL. */
const TELLING = 8;

/**
 * Splits foreign text into lines and hides every given text in them: whole, line by line, in parts, and in the encodings that
 * tools print (base64 also behind other text, hexadecimal, URL, JSON). Null if there are too many texts to hide.
 */
export const redactLines = (foreign: string, texts: Iterable<string>): readonly string[] | null => {
  const spellings = collectSpellings(texts);
  const needles = new Set([...spellings].flatMap(shortPieces));
  if (needles.size > MOST_NEEDLES) return null;
  return hide(foreign, needles, findSharedRuns(foreign, spellings))
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

/** Finds each run of `TELLING` characters that foreign text shares with a spelling, in linear time. */
const findSharedRuns = (foreign: string, spellings: Iterable<string>): ReadonlySet<string> => {
  const present = new Set<string>();
  const marks = new Uint8Array(MARKS);
  for (let at = 0; at + TELLING <= foreign.length; at += 1) {
    present.add(foreign.slice(at, at + TELLING));
    marks[markOf(foreign, at)] = 1;
  }
  const shared = new Set<string>();
  for (const spelling of spellings) {
    for (let at = 0; at + TELLING <= spelling.length; at += 1) {
      if (marks[markOf(spelling, at)] !== 1) continue;
      const run = spelling.slice(at, at + TELLING);
      if (present.has(run)) shared.add(run);
    }
  }
  return shared;
};

const MARKS = 65_536;

/** A cheap digest of a run: most runs that the foreign text lacks are dismissed without being cut out. */
const markOf = (text: string, at: number): number =>
  (text.charCodeAt(at) * 31 +
    text.charCodeAt(at + 2) * 1021 +
    text.charCodeAt(at + 5) * 8191 +
    text.charCodeAt(at + 7) * 40_503) %
  MARKS;

/** The line lengths of base64(1) and of PEM. */
const BASE64_WIDTHS = [76, 64];

/** The pieces that no run covers: a short spelling, and the short last line of one that is broken into lines. */
const shortPieces = (spelling: string): readonly string[] =>
  [spelling, ...BASE64_WIDTHS.map((width) => lastLine(spelling, width))].filter(
    (piece) => piece !== '' && piece.length < TELLING && (piece === spelling || piece.length >= SHORTEST),
  );

const lastLine = (text: string, width: number): string =>
  text.slice(Math.floor((text.length - 1) / width) * width);

const collectSpellings = (texts: Iterable<string>): ReadonlySet<string> => {
  const parts = new Set<string>();
  for (const text of texts) {
    const lines = text.split(/\r\n|\n|\r/).filter((line) => line.trim().length >= SHORTEST);
    for (const part of [text, text.trim(), ...lines, ...lines.map((line) => line.trim())]) parts.add(part);
  }
  return new Set([...parts].flatMap(encodings));
};

const encodings = (text: string): readonly string[] => {
  const bytes = Buffer.from(text);
  const hex = bytes.toString('hex');
  const url = encodeURIComponent(bytes.toString());
  const json = JSON.stringify(text).slice(1, -1);
  return [
    text,
    bytes.toString('base64').replace(/={1,2}$/, ''),
    bytes.toString('base64url'),
    ...[0, 1, 2].flatMap((offset) => base64Within(bytes, offset)),
    hex,
    hex.toUpperCase(),
    url,
    url.replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
    url.replaceAll('%20', '+'),
    json,
    json.replaceAll(/[<>&\u0080-\uffff]/g, escapeUnit),
  ];
};

const escapeUnit = (unit: string): string =>
  String.raw`\u` + unit.charCodeAt(0).toString(16).padStart(4, '0');

/** The characters of base64 that only this text decides where `offset` other bytes, counted modulo 3, come before it and more may follow. */
const base64Within = (bytes: Buffer, offset: number): readonly string[] => {
  const moved = Buffer.concat([Buffer.alloc(offset), bytes]);
  const from = Math.ceil((offset * 8) / 6);
  const to = Math.floor((moved.length * 8) / 6);
  return [moved.toString('base64').slice(from, to), moved.toString('base64url').slice(from, to)].filter(
    (piece) => piece.length >= SHORTEST,
  );
};
