import { unsupportedPattern } from './pattern-problem.js';
import { parsePattern, type Pattern } from './pattern-syntax.js';
import type { Accepts } from './pattern-characters.js';

/** One state of a nondeterministic automaton; numbers are states. */
type State =
  | { readonly kind: 'character'; readonly accepts: Accepts; readonly next: number }
  | { readonly kind: 'start' | 'end'; readonly next: number }
  | { readonly kind: 'split'; readonly next: readonly [number, number] }
  | { readonly kind: 'match' };

/** Bounds the work per character of a key; patterns over key names stay far below it. */
const MOST_STATES = 500;
const MATCH = 0;

/**
 * Prepares a pattern, and answers whether a text contains a match. Anybody who can push chooses the patterns of a
 * SOPS file, so they never reach JavaScript's own engine, which backtracks: this one takes time linear in the text.
 * @throws Failure `unsupported-pattern`
 */
export const compilePattern = (source: string): ((text: string) => boolean) => {
  const states: State[] = [{ kind: 'match' }];
  const first = addPattern(states, parsePattern(source), MATCH);
  return (text) => hasMatch(states, first, text);
};

const addState = (states: State[], state: State): number => {
  if (states.length >= MOST_STATES) throw unsupportedPattern();
  return states.push(state) - 1;
};

/** Adds the states of a pattern that go on at `next`; gives the one to enter by. */
const addPattern = (states: State[], pattern: Pattern, next: number): number => {
  switch (pattern.kind) {
    case 'character':
      return addState(states, { ...pattern, next });
    case 'start':
    case 'end':
      return addState(states, { kind: pattern.kind, next });
    case 'sequence':
      return pattern.parts.reduceRight((after, part) => addPattern(states, part, after), next);
    case 'choice':
      return pattern.options
        .map((option) => addPattern(states, option, next))
        .reduceRight((second, first) => addState(states, { kind: 'split', next: [first, second] }));
    case 'repeat':
      return addRepeat(states, pattern, next);
  }
};

const addRepeat = (states: State[], repeat: Extract<Pattern, { kind: 'repeat' }>, next: number): number => {
  let entry = next;
  if (repeat.max === Infinity) {
    const loop = addState(states, { kind: 'split', next: [next, next] });
    states[loop] = { kind: 'split', next: [addPattern(states, repeat.part, loop), next] };
    entry = loop;
  } else {
    for (let count = repeat.min; count < repeat.max; count += 1) {
      entry = addState(states, { kind: 'split', next: [addPattern(states, repeat.part, entry), next] });
    }
  }
  for (let count = 0; count < repeat.min; count += 1) entry = addPattern(states, repeat.part, entry);
  return entry;
};

const hasMatch = (states: readonly State[], first: number, text: string): boolean => {
  const characters = Array.from(text);
  let current: readonly number[] = [];
  for (let at = 0; at <= characters.length; at += 1) {
    const reached = follow(states, [...current, first], at === 0, at === characters.length);
    if (reached.has(MATCH)) return true;
    const character = characters[at] ?? '';
    current = [...reached].flatMap((index) => {
      const state = states[index];
      return state?.kind === 'character' && state.accepts(character) ? [state.next] : [];
    });
  }
  return false;
};

/** All states that can be reached without taking a character. */
const follow = (
  states: readonly State[],
  from: readonly number[],
  isStart: boolean,
  isEnd: boolean,
): ReadonlySet<number> => {
  const reached = new Set<number>();
  const waiting = [...from];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    if (reached.has(index)) continue;
    reached.add(index);
    const state = states[index];
    if (state?.kind === 'split') waiting.push(...state.next);
    if (state?.kind === 'start' && isStart) waiting.push(state.next);
    if (state?.kind === 'end' && isEnd) waiting.push(state.next);
  }
  return reached;
};
