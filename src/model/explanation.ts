/** What went wrong or needs attention, and what to do about it. It never quotes a value. */
export interface Explanation {
  /** Stable kebab-case word that scripts may rely on, such as `access-denied`. */
  readonly code: string;
  /** One line for people, without a final full stop. It may contain foreign names, so renderers escape it. */
  readonly message: string;
  /** What to do about it; null if there is no advice. */
  readonly hint: string | null;
}
