import type { RunDetails } from 'fast-check';
import type { Focus, Story } from './steps.js';

/** Tells what was found and how to see it again: the shortest history that shows it, a line for each step. */
export const tellStory = (focus: Focus, details: RunDetails<[Story]>): string => {
  const [story] = details.counterexample ?? [];
  const cause = details.errorInstance;
  return [
    `history ${String(details.numRuns)} of seed ${String(details.seed)} does not bear out what the tool says:`,
    cause instanceof Error ? cause.message : String(cause),
    `settings: ${spell(story?.settings ?? {})}`,
    ...(story?.steps ?? []).map((step, index) => `${String(index + 1).padStart(3)}  ${spell(step)}`),
    `again: HISTORY_SEED=${String(details.seed)} npm run test:histories -- ${focus}`,
  ].join('\n');
};

/** Only what is out of the ordinary. */
const spell = (parts: object): string =>
  Object.entries(parts)
    .filter(([, part]) => part !== null && part !== false && part !== 0)
    .map(([name, part]) => (name === 'do' ? String(part) : `${name}=${JSON.stringify(part)}`))
    .join(' ');
