import { suggest } from '../../text/suggest.js';
import type { ValueRead } from '../../model/value-reference.js';
import { isVisibleSourceName } from '../check/known-names.js';
import { mapAt, type MapNode, type Span } from '../parse/nodes.js';
import { makeError, type Problem } from '../problem.js';
import { readRead } from './read-read.js';
import type { TargetNames } from './target.js';

/** The shared sources of one document, and which of them were asked for. */
export interface Sources {
  /** The named source; null, and reported, where there is none. */
  readonly find: (name: string, span: Span) => ValueRead | null;
  /** Reports the sources that nothing asked for. */
  readonly reportUnused: () => void;
}

/** Reads what a document declares under `sources`. */
export const readSources = (
  root: MapNode,
  target: TargetNames,
  report: (problem: Problem) => void,
): Sources => {
  const declared = mapAt(root, 'sources');
  const reads = new Map<string, ValueRead>();
  const used = new Set<string>();
  const names = [...(declared?.entries.keys() ?? [])];
  for (const [name, { node }] of declared?.entries ?? []) {
    if (node.kind === 'map') reads.set(name, readRead(node, target, report));
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
          hint: 'leave it out, or name it in a valueFrom',
          span: key,
          related: null,
        });
      }
    },
  };
};

/** Many sources and many wrong names must not multiply. */
const MOST_CANDIDATES = 100;

const explainUnknownSource = (name: string, names: readonly string[], span: Span): Problem => {
  const meant = names.length <= MOST_CANDIDATES ? suggest(name, names) : null;
  const hint =
    names.length === 0 ? 'declare it under "sources"' : 'name one that is declared under "sources"';
  return makeError(
    'unknown-source',
    span,
    `there is no source "${name}"`,
    meant === null ? hint : `did you mean "${meant}"?`,
  );
};
