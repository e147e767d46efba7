/** What went wrong or is to be known, and what to do about it. It never quotes a value. */
export interface Explanation {
  /** Stable kebab-case word that scripts may rely on, such as `access-denied`. */
  readonly code: string;
  /** One line for people, without a final full stop. Names in it may come from elsewhere: renderers escape them. */
  readonly message: string;
  /** What to do about it; null where there is nothing to say. */
  readonly hint: string | null;
}
