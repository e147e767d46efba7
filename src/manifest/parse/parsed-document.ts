import type { Problem } from '../problem.js';
import type { DocumentNode } from './nodes.js';

/** One document of a file. */
export interface ParsedDocument {
  /** Null where the document is empty or could not be read. */
  readonly root: DocumentNode | null;
  readonly problems: readonly Problem[];
  /** False where the text's structure, and so what is a key and what a value, cannot be told. */
  readonly isWellFormed: boolean;
}
