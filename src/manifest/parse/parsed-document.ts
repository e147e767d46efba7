import type { Problem } from '../problem.js';
import type { DocumentNode } from './nodes.js';

/** One document of a file. */
export interface ParsedDocument {
  /** Null where the document is empty or could not be read. */
  readonly root: DocumentNode | null;
  readonly problems: readonly Problem[];
  /** False where the structure of the text is unknown, so that keys and values cannot be distinguished. */
  readonly isWellFormed: boolean;
}
