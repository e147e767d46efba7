/** What became of text that should be JSON; the parser's own message is dropped, because it quotes the text. */
export type ParsedJson = { readonly kind: 'parsed'; readonly json: unknown } | { readonly kind: 'broken' };

/** Parses JSON without an error that could quote it. */
export const parseJson = (text: string): ParsedJson => {
  try {
    return { kind: 'parsed', json: JSON.parse(text) as unknown };
  } catch {
    return { kind: 'broken' };
  }
};

/** Whether parsed JSON is an object, and so has properties to look at. */
export const isRecord = (json: unknown): json is Readonly<Record<string, unknown>> =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

/** The items of a list answer (`{ "results": [ … ] }`); null when it is not one. */
export const readResults = (json: unknown): readonly unknown[] | null => {
  const results = isRecord(json) ? json['results'] : null;
  return Array.isArray(results) ? results : null;
};

/** A property that is text and not empty; null for anything else. */
export const readText = (record: Readonly<Record<string, unknown>>, name: string): string | null => {
  const value = record[name];
  return typeof value === 'string' && value !== '' ? value : null;
};
