import { isKnownWord } from '../check/shape.js';
import type { DocumentNode, MapEntry } from './nodes.js';
import { makeError, type Problem } from '../problem.js';

/** Adds a key to a map being built; a key that is already there stays, and is reported. */
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
    ...makeError('duplicate-key', entry.key, `${shown} stands twice in one map`, 'leave one of them out'),
    related: { message: 'first here', span: first.key },
  });
};

/** Carries out a merge key: what stands in the map itself wins over what is merged in, and the first map merged in over the next. */
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
          'the merge key << takes a map, or a list of maps',
          'name an anchor of a map: <<: *name',
        ),
      );
    }
  }
};
