import { Failure } from '../../model/failure.js';
import type { SourceEntry, SourceMap, SourceNode } from './source-node.js';

/** Deeper than SOPS nests its metadata (`key_groups`, index, `age`, index, `enc`), but shallow enough for recursion. */
const DEEPEST = 8;

interface FlatEntry {
  readonly steps: readonly Step[];
  readonly value: SourceNode;
}

interface Step {
  readonly kind: 'map' | 'list';
  readonly name: string;
}

/**
 * Rebuilds the metadata that formats without nesting store in flat keys, such as `age__list_0__map_enc`.
 * Source: stores/flatten.go.
 * @throws Failure `bad-metadata`
 */
export const unflatten = (entries: readonly SourceEntry[]): SourceMap =>
  buildMap(entries.map(({ key, value }) => ({ steps: splitKey(key), value })));

const splitKey = (key: string): readonly Step[] => {
  const [first = '', ...rest] = key.split(/(__map_|__list_)/);
  const steps: Step[] = [{ kind: 'map', name: first }];
  for (let index = 0; index < rest.length; index += 2) {
    steps.push({ kind: rest[index] === '__map_' ? 'map' : 'list', name: rest[index + 1] ?? '' });
  }
  if (steps.length > DEEPEST) throw contradictory();
  return steps;
};

const buildMap = (entries: readonly FlatEntry[]): SourceMap => ({
  kind: 'map',
  entries: [...groupByStep(entries)].map(([key, group]) => ({ key, value: buildNode(group) })),
});

const buildNode = (entries: readonly FlatEntry[]): SourceNode => {
  const kinds = new Set(entries.map(({ steps }) => steps[0]?.kind ?? 'leaf'));
  const [kind] = kinds;
  if (kinds.size !== 1 || kind === undefined) throw contradictory();
  switch (kind) {
    case 'leaf': {
      const [leaf, second] = entries;
      if (leaf === undefined || second !== undefined) throw contradictory();
      return leaf.value;
    }
    case 'map':
      return buildMap(entries);
    case 'list': {
      const groups = groupByStep(entries);
      const items = Array.from({ length: groups.size }, (_, index) => groups.get(String(index)));
      return { kind: 'list', items: items.map((group) => buildNode(group ?? [])) };
    }
  }
};

/** Groups entries by their first step, and removes that step. */
const groupByStep = (entries: readonly FlatEntry[]): ReadonlyMap<string, readonly FlatEntry[]> => {
  const groups = new Map<string, FlatEntry[]>();
  for (const { steps, value } of entries) {
    const [step, ...rest] = steps;
    if (step === undefined) throw contradictory();
    const group = groups.get(step.name) ?? [];
    group.push({ steps: rest, value });
    groups.set(step.name, group);
  }
  return groups;
};

const contradictory = (): Failure =>
  new Failure('bad-metadata', 'the flat keys of its metadata contradict each other');
