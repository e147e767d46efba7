import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTally, playStory } from './play.js';
import { setUpStage, type Stage } from './stage.js';
import { anyStory } from './steps.js';
import { tellStory } from './tell-story.js';

const HISTORIES = Number(process.env['HISTORIES'] ?? 1000);

describe('random histories', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setUpStage();
  });
  afterAll(() => stage.close());

  it(
    'have no verdict that what really happened does not bear out',
    async () => {
      const tally = createTally();
      const seed = process.env['HISTORY_SEED'];
      const started = Date.now();
      try {
        const details = await fc.check(
          fc.asyncProperty(anyStory, (story) => playStory(stage, story, tally)),
          { numRuns: HISTORIES, ...(seed === undefined ? {} : { seed: Number(seed) }) },
        );
        if (details.failed) throw new Error(tellStory(details));
      } finally {
        console.log(Date.now() - started, process.cpuUsage(), tally);
      }
      expect(tally.histories).toBeGreaterThanOrEqual(HISTORIES);
    },
    3_600_000,
  );
});
