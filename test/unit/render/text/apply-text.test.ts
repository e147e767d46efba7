import { describe, expect, it } from 'vitest';
import type { ServiceRedeploy } from '../../../../src/model/redeploy.js';
import type { ChangeOutcome } from '../../../../src/model/write.js';
import { renderApplyText, renderOutcomeLine } from '../../../../src/render/text/apply-text.js';
import { renderApplyMarkdown } from '../../../../src/render/markdown/apply.js';
import { createPaint } from '../../../../src/render/text/paint.js';
import {
  change,
  failedWrite,
  FULL_OUTCOMES,
  NO_LIMITS,
  outcomeOf,
  planOf,
  update,
  USAGE,
} from '../sample.js';

const plain = createPaint(false);

const REDEPLOYED = {
  scope: {
    type: 'APPLICATION',
    id: '1',
    organizationId: null,
    project: 'shop',
    projectId: null,
    environment: 'production',
    environmentId: null,
    service: 'checkout',
  },
  environment: { id: '2', project: 'shop', environment: 'production' },
} as const;

const render = (outcomes: readonly ChangeOutcome[]): string =>
  renderApplyText({ outcomes, usage: NO_LIMITS, interrupted: false, paint: plain });

describe('renderApplyText', () => {
  it('reports every write, the totals and who waits for a redeploy', async () => {
    const input = { outcomes: FULL_OUTCOMES, usage: USAGE, interrupted: false };
    await expect(renderApplyText({ ...input, paint: plain })).toMatchFileSnapshot(
      '../../../golden/apply.txt',
    );
    await expect(renderApplyText({ ...input, paint: createPaint(true) })).toMatchFileSnapshot(
      '../../../golden/apply-colour.txt',
    );
  });

  it('names each waiting service once, and none when nothing was written', () => {
    const outcomes = ['A', 'B'].map((key) =>
      outcomeOf(update({ address: `shop/production/job/a%2Fb/${key}`, scopeType: 'JOB' }), {
        outcome: 'applied',
      }),
    );
    const text = renderApplyText({ outcomes, usage: NO_LIMITS, interrupted: false, paint: plain });
    expect(text).toBe(
      [
        '~ updated shop/production/job/a%2Fb/A',
        '~ updated shop/production/job/a%2Fb/B',
        '',
        'Apply: 2 applied, 0 failed, 0 not attempted.',
        'Requests: 5 made.',
        'Overrides are live only after a redeploy. Waiting:\n  shop/production/job/a%2Fb',
        '',
      ].join('\n'),
    );
    const nothing = renderApplyText({ outcomes: [], usage: NO_LIMITS, interrupted: false, paint: plain });
    expect(nothing).toBe('Apply: 0 applied, 0 failed, 0 not attempted.\nRequests: 5 made.\n');
  });

  it('says that it was interrupted, and what that means', () => {
    const outcomes = [outcomeOf(change(), { outcome: 'not-attempted' })];
    const text = renderApplyText({ outcomes, usage: NO_LIMITS, interrupted: true, paint: plain });
    expect(text).toContain('+ not attempted shop/production/application/checkout/DATABASE_URL\n');
    expect(text).toContain('Interrupted. Requests in progress have finished, and nothing new was started.');
    expect(text).not.toContain('redeploy');
  });

  it.each<[string, Partial<ServiceRedeploy>, string]>([
    ['was waiting', { outcome: 'requested' }, 'nothing needs to be repeated'],
    ['had not asked yet', { outcome: 'left-out', reason: 'interrupted' }, 'Apply again to continue.'],
    ['was refused', { outcome: 'failed', error: failedWrite() }, 'Apply again to continue.'],
  ])('says what is left to do after an interrupt of a redeploy that %s', (_, result, advice) => {
    const { scope: service, environment } = REDEPLOYED;
    const entry = {
      service,
      outcome: 'requested',
      reason: null,
      state: null,
      error: null,
      ...result,
    } as const;
    const text = renderApplyText({
      outcomes: [outcomeOf(change(), { outcome: 'applied' })],
      usage: NO_LIMITS,
      interrupted: true,
      redeploy: [{ environment, services: [entry], outOfDate: [] }],
      paint: plain,
    });
    expect(text).toContain(advice);
    expect(text.includes('continue; see the Qovery console for their results.')).toBe(
      entry.outcome === 'requested',
    );
  });
});

describe('renderApplyText of a change to a whole environment', () => {
  const { scope, environment } = REDEPLOYED;
  const outcomes = [
    outcomeOf(change({ address: 'shop/production/TOKEN', scopeType: 'ENVIRONMENT' }), { outcome: 'applied' }),
  ];
  const input = { outcomes, usage: NO_LIMITS, interrupted: false };
  const wide =
    'Changed for a whole environment or project; redeploy the services that use it:\n  shop/production\n';

  it('names what Qovery lists as out of date, in text and in Markdown', () => {
    const outOfDate = [{ ...scope, service: 'a/b\n\u001B[31m' }];
    const redeploy = [{ environment, services: [], outOfDate }];
    const notice = `${wide}Qovery lists as out of date, and this run did not redeploy:\n  shop/production/application/a%2Fb\\u{a}\\u{1b}[31m\n`;
    expect(renderApplyText({ ...input, redeploy, paint: plain })).toContain(notice);
    const plan = planOf(outcomes.map((entry) => entry.change));
    expect(renderApplyMarkdown({ ...input, redeploy, plan, commentId: null })).toContain(notice);
  });

  it('says nothing of that where none is named, or no redeploy was requested', () => {
    for (const redeploy of [null, [{ environment, services: [], outOfDate: [] }]]) {
      const text = renderApplyText({ ...input, redeploy, paint: plain });
      expect(text.endsWith(wide)).toBe(true);
    }
  });
});

describe('renderApplyText of writes that were not started', () => {
  const waiting = outcomeOf(change(), { outcome: 'not-attempted' });
  const failed = outcomeOf(update(), { outcome: 'failed', error: failedWrite() });

  it('blames the plan when nothing was tried', () => {
    expect(render([outcomeOf(change({ action: 'blocked' })), waiting])).toContain(
      'Nothing was changed, because the plan has errors;',
    );
  });

  it('blames the failure when others were left', () => {
    expect(render([failed, waiting])).toContain('The run stopped early because of a failure.');
  });
});

describe('renderOutcomeLine', () => {
  it.each([
    [outcomeOf(change(), { outcome: 'applied' }), '+ created'],
    [outcomeOf(update(), { outcome: 'applied' }), '~ updated'],
    [outcomeOf(update({ action: 'delete' }), { outcome: 'applied' }), '- deleted'],
    [outcomeOf(update({ action: 'blocked' })), '! unchanged'],
    [outcomeOf(change(), { outcome: 'not-attempted' }), '+ not attempted'],
  ])('says what became of a change (%#)', (outcome, start) => {
    expect(renderOutcomeLine(outcome, plain)).toBe(`${start} ${outcome.change.address}`);
  });

  it('says why a write failed', () => {
    const outcome = outcomeOf(update(), { outcome: 'failed', error: failedWrite({ message: 'no\nway' }) });
    expect(renderOutcomeLine(outcome, plain)).toBe(
      `~ failed  ${outcome.change.address}: no\\u{a}way (access-denied)`,
    );
  });
});
