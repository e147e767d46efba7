/** Parses JSON; undefined for any other text. There is no error: the parser's own message would quote the text. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** Whether parsed JSON is an object, and so has properties to look at. */
export const isRecord = (json: unknown): json is Readonly<Record<string, unknown>> =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

/** A property that is text and not empty; null for anything else. */
export const readText = (record: Readonly<Record<string, unknown>>, name: string): string | null => {
  const value = record[name];
  return typeof value === 'string' && value !== '' ? value : null;
};
