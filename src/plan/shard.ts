import { addressOf } from '../model/address.js';
import type { DeclaredOverride } from '../model/declared-override.js';
import { Failure } from '../model/failure.js';
import type { ScopeResolution } from '../model/scope.js';
import { digestText } from './signing/marker.js';

/** One of several runs that share the work. */
export interface Shard {
  /** From 1 to `count`. */
  readonly index: number;
  /** Number of runs. */
  readonly count: number;
}

/** Parses `i/n`, as in `--shard 2/5`. Throws a `Failure` (`bad-shard`) for anything else. */
export const parseShard = (text: string): Shard => {
  const match = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(text);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || index > count) {
    throw new Failure('bad-shard', 'write a shard as i/n, with i from 1 to n', {
      hint: 'for the second of five runs: --shard 2/5',
    });
  }
  return { index, count };
};

/** Whether a service, environment or project belongs to a shard. Only its id decides, so that each belongs to exactly one shard. */
export const isInShard = ({ index, count }: Shard, scopeId: string): boolean =>
  Buffer.from(digestText(scopeId.toLowerCase()), 'base64url').readUInt32BE() % count === index - 1;

/** Whether a declared override belongs to a shard. If its scope was not found, its address decides. */
export const isDeclaredInShard = (
  shard: Shard,
  declared: DeclaredOverride,
  scope: ScopeResolution,
): boolean =>
  isInShard(shard, scope.kind === 'found' ? scope.scope.id : addressOf(declared, null, declared.secret));
