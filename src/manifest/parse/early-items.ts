import { CST } from 'yaml';
import type { ParserWatch } from '../../yaml/tokens.js';
import type { ParsedDocument } from './parsed-document.js';
import type { DocumentNode } from './nodes.js';
import type { Problem } from '../problem.js';

/** The first items of a document's long lists, built before the document was read to its end. */
export interface EarlyItems {
  /** By the offset at which the list starts. */
  readonly lists: ReadonlyMap<number, readonly DocumentNode[]>;
  readonly problems: readonly Problem[];
}

export const NO_EARLY_ITEMS: EarlyItems = { lists: new Map(), problems: [] };

/** Builds the items of long lists while the parser still reads them. */
export interface EarlyReading {
  readonly watch: ParserWatch;
  /** Gives, once, what was built of the document that has ended. */
  readonly take: () => EarlyItems;
  /** Whether any items of the file were built early. */
  readonly hasBuilt: () => boolean;
  /** Whether some could not be built. */
  readonly hasFailed: () => boolean;
}

/** Items that are built at a time: few enough that their tokens die young, and enough that a list of usual length is built as a whole. */
const BATCH = 128;
/** The parser may still add to the last items of a list, such as comments that turn out to belong to them. */
const UNSETTLED = 2;
const DIRECTIVE = '%';
/** With what an anchor and an alias start. */
const TIES = new Set(['&', '*']);

/**
 * A list under a key of the document, as `overrides` is, can hold a hundred thousand items, and their tokens are several times
 * larger than what is kept of them. So items are taken out of the parser's hands in batches as they are completed, and built
 * as a document of their own by `build`. That stops at the first anchor, alias or directive: from there on order matters.
 */
export const startEarlyReading = (build: (document: CST.Document) => ParsedDocument): EarlyReading => {
  let lists = new Map<number, DocumentNode[]>();
  let problems: Problem[] = [];
  let isTied = false;
  let hasDirectives = false;
  let isScalarNext = false;
  let hasBuilt = false;
  let hasFailed = false;

  const buildBatch = (list: CST.BlockSequence): void => {
    const items = list.items.splice(0, list.items.length - UNSETTLED);
    const built = build({ type: 'document', offset: list.offset, start: [], value: { ...list, items } });
    hasBuilt = true;
    if (!built.isWellFormed || built.root?.kind !== 'list') {
      hasFailed = true;
      return;
    }
    const before = lists.get(list.offset);
    if (before === undefined) lists.set(list.offset, [...built.root.items]);
    else for (const item of built.root.items) before.push(item);
    for (const problem of built.problems) problems.push(problem);
  };

  return {
    watch: (lexeme, { stack }) => {
      const start = isScalarNext ? '' : lexeme.charAt(0);
      isScalarNext = lexeme === CST.SCALAR;
      if (TIES.has(start)) isTied = true;
      if (start === DIRECTIVE) hasDirectives = true;
      if (isTied || hasDirectives || hasFailed) return;
      const [, map, list] = stack;
      if (list?.type === 'block-seq' && list.items.length >= BATCH + UNSETTLED && isValue(map)) {
        buildBatch(list);
      }
    },
    take: () => {
      const taken = { lists, problems };
      lists = new Map();
      problems = [];
      isTied = false;
      return taken;
    },
    hasBuilt: () => hasBuilt,
    hasFailed: () => hasFailed,
  };
};

/** Whether what is open in a map is the value of its last key, and not that key. */
const isValue = (map: CST.Token | undefined): boolean =>
  map?.type === 'block-map' && map.items.at(-1)?.sep !== undefined;
