import { suggest } from '../../text/words.js';
import type { ValueRead } from '../../model/value-reference.js';
import { isVisibleSourceName } from '../check/names.js';
import { mapAt, type MapNode, type Span } from '../parse/nodes.js';
import { makeError, type Problem } from '../problem.js';
import type { PlaceholderReading } from './placeholders.js';
import { findReadName, readSource } from './read-source.js';

/** The shared sources of one document, and which of them overrides use. */
export interface Sources {
  /** The source of that name; null, with a report, if there is none. */
  readonly find: (name: string, span: Span) => ValueRead | null;
  /** Reports the sources that no override uses. */
  readonly reportUnused: () => void;
}

/** Reads what a document declares under `sources`. */
export const readSources = (root: MapNode, reading: PlaceholderReading): Sources => {
  const { report } = reading;
  const declared = mapAt(root, 'sources');
  const reads = new Map<string, ValueRead>();
  const used = new Set<string>();
  const names = [...(declared?.entries.keys() ?? [])];
  for (const [name, { node }] of declared?.entries ?? []) {
    const kind = node.kind === 'map' ? findReadName(node) : null;
    if (node.kind === 'map' && kind !== null) reads.set(name, readSource(node, kind, reading));
  }
  return {
    find: (name, span) => {
      used.add(name);
      if (declared?.entries.has(name) !== true) report(explainUnknownSource(name, names, span));
      return reads.get(name) ?? null;
    },
    reportUnused: () => {
      for (const [name, { key }] of declared?.entries ?? []) {
        if (used.has(name) || !isVisibleSourceName(name)) continue;
        report({
          severity: 'warning',
          code: 'unused-source',
          message: `the source "${name}" is not used by any override`,
          hint: 'remove it, or name it in a valueFrom',
          span: key,
          related: null,
        });
      }
    },
  };
};

/** Suggestions are skipped above this, so that many sources times many wrong names stay cheap. */
const MOST_CANDIDATES = 100;

const explainUnknownSource = (name: string, names: readonly string[], span: Span): Problem => {
  const meant = names.length <= MOST_CANDIDATES ? suggest(name, names) : null;
  const hint =
    names.length === 0 ? 'declare it under "sources"' : 'use a name that is declared under "sources"';
  return makeError(
    'unknown-source',
    span,
    `there is no source "${name}"`,
    meant === null ? hint : `did you mean "${meant}"?`,
  );
};
