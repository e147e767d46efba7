import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../../src/model/plan.js';
import { createPaint } from '../../../../src/render/text/paint.js';
import { renderPlanText } from '../../../../src/render/text/plan-text.js';
import type { PlanTextInput } from '../../../../src/render/text/plan-text-input.js';
import { change, FULL_PLAN, inSync, NO_LIMITS, planOf, update, USAGE } from '../sample.js';

const render = (plan: Plan, parts: Partial<PlanTextInput> = {}): string =>
  renderPlanText({
    plan,
    usage: USAGE,
    toApply: plan.summary.create + plan.summary.update + plan.summary.delete,
    valuesEvaluated: true,
    hasKey: true,
    skipBlocked: false,
    paint: createPaint(false),
    ...parts,
  });

const unknown = (address: string): Plan['changes'][number] =>
  update({ address, action: 'none', reason: 'value-unknown', value: null });

const metadata = (description: string) => ({ description, enableInterpolationInFile: null });

describe('renderPlanText', () => {
  it('shows every change, the totals and what to mind', async () => {
    await expect(render(FULL_PLAN)).toMatchFileSnapshot('../../../golden/plan.txt');
  });

  it('says the same with colour', async () => {
    const coloured = render(FULL_PLAN, { paint: createPaint(true) });
    await expect(coloured).toMatchFileSnapshot('../../../golden/plan-colour.txt');
    expect(stripVTControlCharacters(coloured)).toBe(render(FULL_PLAN));
  });

  it('says that values were not evaluated', async () => {
    const plan = planOf([
      change({ value: null }),
      inSync('shop/production/application/checkout/A'),
      unknown('shop/production/application/checkout/B'),
    ]);
    await expect(render(plan, { valuesEvaluated: false, hasKey: false })).toMatchFileSnapshot(
      '../../../golden/plan-no-values.txt',
    );
  });

  it('says how to get a key', async () => {
    const plan = planOf([update({ reason: 'value-unknown' })]);
    await expect(render(plan, { hasKey: false })).toMatchFileSnapshot('../../../golden/plan-no-key.txt');
  });

  it('says in one sentence that nothing is to be done', () => {
    expect(render(planOf([inSync('a/b/C'), inSync('a/b/D')]), { usage: NO_LIMITS })).toBe(
      'No changes. 2 overrides are in sync.\n' +
        'Plan: 0 to create, 0 to update, 0 to delete. 2 in sync, 0 unknown, 0 blocked.\n' +
        'Requests: 5 made, 0 to apply.\n',
    );
    expect(render(planOf([inSync('a/b/C')]))).toMatch(/^No changes\. 1 override is in sync\.\n/);
    expect(render(planOf([]))).toMatch(/^No changes\. No override is declared or targeted\.\n/);
  });

  it.each([
    ['an unknown', unknown('a/b/C')],
    ['a skipped update', update({ action: 'none', reason: 'edited-outside' })],
    ['a blocked override', change({ action: 'blocked', reason: 'no-value', value: null })],
  ])('does not say so over %s', (_, odd) => {
    const text = render(planOf([inSync('a/b/B'), odd]));
    expect(text).not.toContain('No changes');
    expect(text).toContain('Plan: 0 to create, 0 to update, 0 to delete. 1 in sync,');
  });

  it('says where unknown overrides come from when there is a key', () => {
    expect(render(planOf([update({ reason: 'value-unknown' })]))).toContain(
      'Note: 1 override is unknown: written with a key that this run does not have, or without one. ' +
        'If you still have the old key, add it to QOVERRIDE_OLD_KEYS.\n',
    );
  });

  it('counts the values that cannot be recovered, those left out not among them', () => {
    const adopt = update({ reason: 'adopt' });
    expect(render(planOf([adopt]))).toContain(
      '\n1 update takes over an existing value, which cannot be recovered.\n',
    );
    expect(render(planOf([adopt, adopt]))).toContain(
      '\n2 updates take over existing values, which cannot be recovered.\n',
    );
    const skipped = render(planOf([update({ reason: 'adopt', action: 'none' })]));
    expect(skipped).not.toContain('cannot be recovered');
    expect(skipped).toContain('Note: skipped by --skip: 1 adopt.\n');
  });

  it('warns when apply does not fit into the hour', () => {
    const usage = { ...USAGE, remaining: 0 };
    expect(render(planOf([change()]), { usage })).toContain(
      'Warning: apply needs 1 request, but the API allows 0 more until 2025-11-23T22:00:00Z; ' +
        'pass --wait to pause until the limit resets.\n',
    );
    const noReset = { ...usage, remaining: 1, resetsAt: null };
    expect(render(planOf([change(), change()]), { usage: noReset })).toContain(
      'apply needs 2 requests, but the API allows 1 more this hour; pass --wait',
    );
    expect(render(planOf([change()]), { usage: { ...usage, remaining: 1 } })).not.toContain('Warning');
    const nonsense = { ...usage, resetsAt: Number.POSITIVE_INFINITY };
    expect(render(planOf([change()]), { usage: nonsense })).toContain(
      'the API allows 0 more this hour; pass --wait',
    );
  });

  it('says what becomes of blocked overrides', () => {
    const plan = planOf([change({ action: 'blocked', reason: 'own-secret' })]);
    expect(render(plan)).toContain('Warning: 1 override is blocked, so apply would change nothing;');
    expect(render(plan, { skipBlocked: true })).toContain(
      'Warning: 1 override is blocked and will be skipped.\n',
    );
  });

  it('leaves out what is not managed', () => {
    const live = { description: 'Typed in the console', enableInterpolationInFile: true };
    const text = render(planOf([update({ before: live, after: live })]));
    expect(text).not.toContain('description:');
    expect(text).not.toContain('interpolation:');
  });

  it('gives up on the diff of texts without a word in common', () => {
    const texts = ['a', 'b'].map((letter) =>
      Array.from({ length: 200 }, (_, index) => letter + String(index)).join(' '),
    );
    const [before = '', after = ''] = texts;
    const entry = update({ before: metadata(before), after: metadata(after) });
    const declared = entry.declared === null ? null : { ...entry.declared, description: after };
    expect(render(planOf([{ ...entry, declared }]))).toContain(`"[-${before}-]{+${after}+}"`);
  });
});
