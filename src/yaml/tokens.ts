import { Lexer, Parser, type CST } from 'yaml';

/** Replaces the remaining tokens of a text whose lists and maps are nested too deeply. */
export interface TooDeep {
  readonly type: 'too-deep';
  /** Where the limit was passed: UTF-16 units from the start of the text. */
  readonly offset: number;
}

/** Called after each piece of text with the parser, whose stack holds everything that is still open. */
export type ParserWatch = (lexeme: string, parser: Parser) => void;

/** Entries on the parser's stack; manifests that people write need a few dozen. */
const DEEPEST = 200;

/**
 * Reads the tokens of a YAML text like the library's own `Parser.parse`, but ends with `TooDeep` where the nesting passes the
 * limit. The parser and the composer recurse: a file full of brackets would exhaust the stack, and V8 may then abort the
 * process instead of throwing.
 */
export function* readYamlTokens(
  text: string,
  watch?: ParserWatch,
): Generator<CST.Token | TooDeep, void, undefined> {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > DEEPEST) {
      yield { type: 'too-deep', offset: parser.offset };
      return;
    }
    watch?.(lexeme, parser);
  }
  yield* parser.end();
}

/** Whether a token has lists and maps nested more than `limit` deep; it looks no deeper than that, and so is safe to recurse. */
export const nestsDeeper = (token: CST.Token | null | undefined, limit: number): boolean => {
  if (token === null || token === undefined || !('items' in token)) return false;
  if (limit <= 0) return true;
  return token.items.some((item) => nestsDeeper(item.key, limit - 1) || nestsDeeper(item.value, limit - 1));
};
