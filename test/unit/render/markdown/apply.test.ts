import { describe, expect, it } from 'vitest';
import type { ChangeOutcome } from '../../../../src/model/write.js';
import { renderApplyMarkdown, type ApplyMarkdownInput } from '../../../../src/render/markdown/apply.js';
import { MARKDOWN_LIMIT } from '../../../../src/render/markdown/fit.js';
import { findLiveParts } from '../../../support/markdown.js';
import { change, failedWrite, FULL_OUTCOMES, FULL_PLAN, outcomeOf, planOf, USAGE } from '../sample.js';

const render = (outcomes: readonly ChangeOutcome[], parts: Partial<ApplyMarkdownInput> = {}): string =>
  renderApplyMarkdown({
    plan: planOf(outcomes.map((entry) => entry.change)),
    outcomes,
    usage: USAGE,
    interrupted: false,
    commentId: null,
    ...parts,
  });

describe('renderApplyMarkdown', () => {
  it('reports every write, failures first, and who waits for a redeploy', async () => {
    const text = render(FULL_OUTCOMES, { plan: FULL_PLAN });
    await expect(text).toMatchFileSnapshot('../../../golden/apply.md.txt');
    expect(findLiveParts(text)).toEqual([]);
  });

  it('says that there was nothing to do, and that a run was interrupted', () => {
    expect(render([outcomeOf(change({ action: 'none', reason: 'in-sync' }))])).toContain(
      '### qoverride apply: nothing to do\n',
    );
    const waiting = [outcomeOf(change(), { outcome: 'not-attempted' })];
    expect(render(waiting, { interrupted: true })).toContain('\nInterrupted. Requests in progress');
  });

  it('fits however large the run, and keeps the failures', () => {
    const outcomes = Array.from({ length: 10_000 }, (_, index) =>
      outcomeOf(
        change({ address: `shop/production/job/j${String(index)}/KEY` }),
        index % 100 === 0 ? { outcome: 'failed', error: failedWrite() } : { outcome: 'applied' },
      ),
    );
    const text = render(outcomes);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MARKDOWN_LIMIT);
    expect(text.split('+ failed ').length - 1).toBe(100);
    expect(text).toMatch(/^… and 9,\d{3} more/m);
    expect(findLiveParts(text)).toEqual([]);
  });
});
