import { CST } from 'yaml';
import type { ParserWatch } from '../../yaml/tokens.js';
import type { ParsedDocument } from './parsed-document.js';
import type { DocumentNode } from './nodes.js';
import type { Problem } from '../problem.js';

/** The first items of a document's long lists, built before the end of the document was read. */
export interface EarlyItems {
  /** By the offset at which the list starts. */
  readonly lists: ReadonlyMap<number, readonly DocumentNode[]>;
  readonly problems: readonly Problem[];
}

export const NO_EARLY_ITEMS: EarlyItems = { lists: new Map(), problems: [] };

/** Builds the items of long lists while the parser is still reading them. */
export interface EarlyReading {
  readonly watch: ParserWatch;
  /** Hands over what was built of the document that has just ended. */
  readonly take: () => EarlyItems;
  /** Whether any items of the file were built early. */
  readonly hasBuilt: () => boolean;
  /** Whether some could not be built. */
  readonly hasFailed: () => boolean;
}

/** Items per batch: few enough to free their tokens early, and enough to build a list of usual length in one go. */
const BATCH = 128;
/** The parser may still change the last items of a list, for example to add a comment. */
const UNSETTLED = 2;
const DIRECTIVE = '%';
/** The first character of an anchor or an alias. */
const TIES = new Set(['&', '*']);

/**
 * A list such as `overrides` can have a hundred thousand items, whose tokens take several times the memory of the nodes built
 * from them. So completed items are taken from the parser in batches, and `build` turns each batch into nodes as a document of
 * its own. That stops at the first anchor, alias or directive, because these affect what comes after them.
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

/** Whether the open part of a map is the value of its last key rather than that key. */
const isValue = (map: CST.Token | undefined): boolean =>
  map?.type === 'block-map' && map.items.at(-1)?.sep !== undefined;
