import { Lexer, Parser, type CST, Composer, type Document } from 'yaml';

/** Stands in the place of a text's remaining tokens where lists and maps are nested too deeply. */
export interface TooDeep {
  readonly type: 'too-deep';
  /** Where the limit was passed: UTF-16 units from the start of the text. */
  readonly offset: number;
}

/** Looks at the parser, whose stack holds what is still open, after each piece of the text that it took in. */
export type ParserWatch = (lexeme: string, parser: Parser) => void;

/** Entries on the parser's stack; what people write needs a few dozen. */
const DEEPEST = 200;

/**
 * Reads the tokens of a YAML text like the library's own `Parser.parse`, but ends with `TooDeep` where that would go on: parser
 * and composer recurse, so that a file of brackets runs them out of stack, and V8 may then abort the whole process rather than
 * throw.
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

/** Composes every YAML document of a text, at a cost that grows linearly with it; null where it is nested too deeply. */
export const composeDocuments = (text: string): readonly Document.Parsed[] | null => {
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false, logLevel: 'silent' });
  const documents: Document.Parsed[] = [];
  for (const token of readYamlTokens(text)) {
    if (token.type === 'too-deep') return null;
    documents.push(...composer.next(token));
  }
  documents.push(...composer.end(true, text.length));
  return documents;
};
