import { parseDuration } from '../../text/time.js';
import type { DocumentFormat, SopsFormat, ValueRead } from '../../model/value-reference.js';
import { listAt, mapAt, textAt, valueAt, type MapNode, type Span } from '../parse/nodes.js';
import { fillPlaceholders, type TargetNames } from './target.js';
import { makeError, type Problem } from '../problem.js';

/** Longest time that a timer can wait, in milliseconds. */
const LONGEST_TIMER = 2_147_483_647;

/** Reads a map that holds one of `sops`, `exec` and `vault`, as the schema allows it, with its placeholders replaced. */
export const readRead = (
  map: MapNode,
  target: TargetNames,
  report: (problem: Problem) => void,
): ValueRead => {
  const fill = (inner: MapNode, property: string): string =>
    fillPlaceholders(textAt(inner, property) ?? '', target, spanAt(inner, property), report);
  const sops = mapAt(map, 'sops');
  if (sops !== null) {
    return { kind: 'sops', file: fill(sops, 'file'), format: textAt(sops, 'format') as SopsFormat | null };
  }
  const vault = mapAt(map, 'vault');
  if (vault !== null) {
    const version = valueAt(vault, 'version');
    return {
      kind: 'vault',
      mount: textAt(vault, 'mount') ?? '',
      path: fill(vault, 'path'),
      version: typeof version === 'number' ? version : null,
    };
  }
  const exec = mapAt(map, 'exec') ?? map;
  return {
    kind: 'exec',
    command: (listAt(exec, 'command')?.items ?? []).flatMap((item) =>
      item.kind === 'scalar' && typeof item.value === 'string' ? [item.value] : [],
    ),
    format: (textAt(exec, 'format') ?? 'text') as DocumentFormat,
    timeout: readTimeout(exec, report),
  };
};

/** Place of what stands under a property. */
export const spanAt = (map: MapNode, property: string): Span => map.entries.get(property)?.node ?? map;

const readTimeout = (exec: MapNode, report: (problem: Problem) => void): number | null => {
  const text = textAt(exec, 'timeout');
  if (text === null) return null;
  const milliseconds = parseDuration(text);
  if (milliseconds !== null && milliseconds <= LONGEST_TIMER) return milliseconds;
  report(makeError('bad-format', spanAt(exec, 'timeout'), '"timeout" is longer than 24 days'));
  return null;
};
