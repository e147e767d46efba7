import { Composer, Lexer, Parser, type CST, type Document, type LineCounter } from 'yaml';

/**
 * Entries on the parser's stack. Seeds need a few dozen; without a limit, a file of brackets overflows the stack,
 * and V8 may then abort the whole process rather than throw.
 */
const DEEPEST = 200;

/** Composes every YAML document of a text, at a cost that grows linearly with it; null where it is nested too deeply. */
export const composeDocuments = (text: string, lines: LineCounter): readonly Document.Parsed[] | null => {
  const tokens = readTokens(text, lines);
  if (tokens === null) return null;
  const options = { prettyErrors: false, uniqueKeys: false, logLevel: 'silent' } as const;
  return [...new Composer(options).compose(tokens, true, text.length)];
};

/** Like the library's own `Parser.parse`, with a limit on depth. */
const readTokens = (text: string, lines: LineCounter): readonly CST.Token[] | null => {
  lines.addNewLine(0);
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > DEEPEST) return null;
  }
  tokens.push(...parser.end());
  return tokens;
};
