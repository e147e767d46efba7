/** Where a form is looked for. */
type Place =
  /** All of the value, without white space and one pair of quotes around it. */
  | 'whole'
  /** Anywhere, except in a file, which may be a template. */
  | 'part'
  /** Anywhere, as the pattern says. */
  | 'text';

/** One form of value that nobody meant to store. */
export interface SuspiciousForm {
  /** `refuse`: no secret looks like this. `warn`: some application may want it; an error under `--strict`. */
  readonly verdict: 'refuse' | 'warn';
  readonly place: Place;
  /** Takes time linear in the text: repetition is bounded, or starts at an anchor and never overlaps. */
  readonly pattern: RegExp;
  /** How it looks, in Markdown, for the documentation. */
  readonly looks: string;
  /** What leaves it behind. */
  readonly leftBy: string;
}

/** Makes a form from its pattern, its look, and what leaves it behind. */
type MakeForm = (pattern: RegExp, looks: string, leftBy: string) => SuspiciousForm;

/** Makes forms that are always refused. */
export const refuse =
  (place: Place): MakeForm =>
  (pattern, looks, leftBy) => ({ verdict: 'refuse', place, pattern, looks, leftBy });

/** Makes forms that give a warning, or an error under `--strict`. */
export const warn =
  (place: Place): MakeForm =>
  (pattern, looks, leftBy) => ({ verdict: 'warn', place, pattern, looks, leftBy });

/** A value as forms see it. */
export interface InspectedText {
  readonly text: string;
  /** The text without white space and one pair of quotes around it. */
  readonly core: string;
  readonly isFile: boolean;
}

/** Prepares a value to be compared with many forms. */
export const inspect = (text: string, isFile: boolean): InspectedText => ({
  text,
  core: unquote(text.trim()),
  isFile,
});

/** Whether a value has a form. */
export const hasForm = (
  { text, core, isFile }: InspectedText,
  { place, pattern }: SuspiciousForm,
): boolean => {
  switch (place) {
    case 'whole':
      return pattern.test(core);
    case 'part':
      return !isFile && pattern.test(text);
    case 'text':
      return pattern.test(text);
  }
};

const unquote = (text: string): string => {
  const first = text[0];
  const isQuoted = text.length > 1 && (first === '"' || first === "'") && text.at(-1) === first;
  return isQuoted ? text.slice(1, -1).trim() : text;
};
