import fc from 'fast-check';
import { anyStory } from './any-story.js';
import { createTally, playStory, type Tally } from './play.js';
import { setUpStage } from './stage.js';
import type { Focus } from './steps.js';
import { tellStory } from './tell-story.js';

/** Histories of each focus; `HISTORIES` makes it more. */
const HISTORIES = Number(process.env['HISTORIES'] ?? 500);

/** Makes histories start from a number that a failure told; by default from one of chance. */
const SEED = process.env['HISTORY_SEED'];

/** Milliseconds that all of them may take. */
export const PATIENCE = 120_000 + HISTORIES * 1000;

/** Plays histories of one focus until one of them disagrees with the tool, and throws the shortest that does. */
export const playHistories = async (focus: Focus): Promise<Tally> => {
  const stage = setUpStage();
  const tally = createTally();
  try {
    const details = await fc.check(
      fc.asyncProperty(anyStory(focus), (story) => playStory(stage, story, tally)),
      { numRuns: HISTORIES, ...(SEED === undefined ? {} : { seed: Number(SEED) }) },
    );
    if (details.failed) throw new Error(tellStory(focus, details));
    return tally;
  } finally {
    stage.close();
  }
};
