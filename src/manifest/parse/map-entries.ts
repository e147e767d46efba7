import { isKnownWord } from '../check/shape.js';
import type { DocumentNode, MapEntry } from './nodes.js';
import { makeError, type Problem } from '../problem.js';

/** Adds a key to a map that is being built; for a duplicate, the first entry stays and a problem is reported. */
export const addEntry = (
  entries: Map<string, MapEntry>,
  name: string,
  entry: MapEntry,
  problems: Problem[],
): void => {
  const first = entries.get(name);
  if (first === undefined) {
    entries.set(name, entry);
    return;
  }
  const shown = isKnownWord(name) ? `the key "${name}"` : 'a key';
  problems.push({
    ...makeError('duplicate-key', entry.key, `${shown} appears twice in one map`, 'remove one of them'),
    related: { message: 'first here', span: first.key },
  });
};

/** Applies a merge key: entries of the map itself win over merged ones, and those of the first merged map over the next. */
export const mergeEntries = (
  entries: Map<string, MapEntry>,
  node: DocumentNode,
  problems: Problem[],
): void => {
  for (const source of node.kind === 'list' ? node.items : [node]) {
    if (source.kind === 'map') {
      for (const [name, entry] of source.entries) {
        if (!entries.has(name)) entries.set(name, { ...entry, isMerged: true });
      }
    } else {
      problems.push(
        makeError(
          'bad-merge',
          source,
          'the merge key << needs a map or a list of maps',
          'refer to the anchor of a map: <<: *name',
        ),
      );
    }
  }
};
