/** The word of a bash line that somebody wants completed. */
export interface OpenWord {
  /** Without quotes. */
  readonly text: string;
  /** The start of `text` that bash leaves alone: a completion replaces only what follows. */
  readonly kept: string;
  /** The quote that is open at the cursor. */
  readonly quote: "'" | '"' | null;
}

/** A line of bash up to the cursor, cut into words; nothing in it is expanded. */
export interface ShellLine {
  /** The words before the last, without quotes, the program's name first. */
  readonly words: readonly string[];
  readonly last: OpenWord;
}

const SEPARATORS = ' \t\n;&|<>()';
const ESCAPABLE_IN_DOUBLE_QUOTES = '"$`\\';

/**
 * Cuts a bash line into words. `wordBreaks` is `COMP_WORDBREAKS`: bash replaces a word only from the last of these
 * characters on, or from the quote that is open.
 */
export const readShellLine = (line: string, wordBreaks: string): ShellLine => {
  const words: string[] = [];
  let text = '';
  let afterBreak = '';
  let beforeQuote = '';
  let quote: OpenWord['quote'] = null;
  let isWord = false;
  for (let index = 0; index < line.length; index += 1) {
    const character = line.charAt(index);
    const next = line.charAt(index + 1);
    if (character === quote) {
      quote = null;
    } else if (quote === null && (character === "'" || character === '"')) {
      quote = character;
      beforeQuote = text;
      isWord = true;
    } else if (quote === null && SEPARATORS.includes(character)) {
      if (isWord) words.push(text);
      text = '';
      afterBreak = '';
      isWord = false;
    } else if (character === '\\' && isEscape(quote, next)) {
      text += next;
      index += 1;
      isWord = true;
    } else {
      text += character;
      if (quote === null && wordBreaks.includes(character)) afterBreak = text;
      isWord = true;
    }
  }
  return { words, last: { text, kept: quote === null ? afterBreak : beforeQuote, quote } };
};

const isEscape = (quote: OpenWord['quote'], next: string): boolean =>
  quote === null || (quote === '"' && next !== '' && ESCAPABLE_IN_DOUBLE_QUOTES.includes(next));

/** Spells text so that bash reads back just that text, after the quote that is open, if any. */
export const quoteForBash = (text: string, quote: OpenWord['quote']): string => {
  switch (quote) {
    case null:
      return text.replaceAll(/(?![\w./:=@%+,-])[\t -~]/g, String.raw`\$&`);
    case "'":
      return text.replaceAll("'", String.raw`'\''`);
    case '"':
      // A backslash does not keep ! from the history there, but outside it does.
      return text.replaceAll(/["$`\\]/g, String.raw`\$&`).replaceAll('!', String.raw`"\!"`);
  }
};
