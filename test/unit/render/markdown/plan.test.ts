import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDiagnostic } from '../../../../src/model/diagnostic.js';
import type { Change, Plan } from '../../../../src/model/plan.js';
import { Failure } from '../../../../src/model/failure.js';
import { renderFailureMarkdown } from '../../../../src/render/markdown/failure.js';
import { MARKDOWN_LIMIT } from '../../../../src/render/markdown/fit.js';
import { renderPlanMarkdown, type PlanMarkdownInput } from '../../../../src/render/markdown/plan.js';
import { findLiveParts, parseMarkdown } from '../../../support/markdown.js';
import { change, declare, FULL_PLAN, inSync, planOf, update, USAGE } from '../sample.js';
import { hostileMarkdown } from './hostile.js';

const render = (plan: Plan, parts: Partial<PlanMarkdownInput> = {}): string =>
  renderPlanMarkdown({
    plan,
    usage: USAGE,
    toApply: 3,
    valuesEvaluated: true,
    hasKey: true,
    skipBlocked: false,
    commentId: null,
    ...parts,
  });

const manyOf = (count: number, make: (address: string) => Change): readonly Change[] =>
  Array.from({ length: count }, (_, index) =>
    make(`shop/production/application/s${String(index)}/${'K'.repeat(20)}`),
  );

const remove = (address: string): Change =>
  update({ address, action: 'delete', reason: 'undeclared', after: null, value: null, declared: null });

describe('renderPlanMarkdown', () => {
  it('shows every change, the totals and what to mind', async () => {
    await expect(render(FULL_PLAN)).toMatchFileSnapshot('../../../golden/plan.md.txt');
    expect(findLiveParts(render(FULL_PLAN))).toEqual([]);
  });

  it('says that values were not evaluated', () => {
    const text = render(planOf([change({ value: null })]), { valuesEvaluated: false, hasKey: false });
    expect(text).toContain('    value: not evaluated, from env CHECKOUT_DATABASE_URL\n');
  });

  it('starts with a line that depends on nothing but the name of the plan', () => {
    for (const plan of [FULL_PLAN, planOf([]), planOf([inSync('a/b/C')])]) {
      expect(render(plan).split('\n')[0]).toBe('<!-- qoverride plan -->');
      expect(render(plan, { commentId: 'eu-1' }).split('\n')[0]).toBe('<!-- qoverride plan eu-1 -->');
    }
    const failed = renderFailureMarkdown({
      failure: new Failure('no-token', 'no token'),
      plan: null,
      command: 'plan',
      commentId: null,
    });
    expect(failed).toMatch(/^<!-- qoverride plan -->\n\n### qoverride plan: failed\n/);
  });

  it('says that nothing is to be done, but not over an unknown', () => {
    expect(render(planOf([inSync('a/b/C')]))).toContain('### qoverride plan: no changes\n');
    const unknown = update({ action: 'none', reason: 'value-unknown' });
    expect(render(planOf([inSync('a/b/C'), unknown]))).toContain(': 0 to create, 0 to update, 0 to delete\n');
  });

  it('fits however large the plan, and counts what it leaves out', () => {
    const changes = [
      ...manyOf(6000, (address) => change({ address })),
      ...manyOf(3990, (address) => update({ address })),
      ...manyOf(10, remove),
    ];
    const text = render(planOf(changes));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MARKDOWN_LIMIT);
    expect(MARKDOWN_LIMIT).toBeLessThan(65_000);
    expect(Buffer.byteLength(text)).toBeGreaterThan(MARKDOWN_LIMIT - 1000);
    expect(findLiveParts(text)).toEqual([]);
    const shown = (sign: string): number => text.split(`\n${sign} `).length - 1;
    expect(shown('- delete')).toBe(10);
    expect(shown('~ update')).toBeGreaterThan(100);
    const missing = [...text.matchAll(/^… and ([\d,]+) more/gm)].map(([, count = '']) =>
      Number(count.replaceAll(',', '')),
    );
    expect(missing).toEqual([3990 - shown('~ update'), 6000 - shown('+ create')]);
  });

  it('shows errors before anything else, whatever else there is', () => {
    const errors = Array.from({ length: 200 }, (_, index) =>
      createDiagnostic({
        severity: 'error',
        code: 'some-code',
        message: `e${String(index).padStart(3, '0')} ${'x'.repeat(200)}`,
      }),
    );
    const text = render(planOf(manyOf(500, remove), errors));
    expect(text.split('error[some-code]').length - 1).toBe(200);
    expect(text.indexOf('>200 errors<')).toBeLessThan(text.indexOf('>500 to delete<'));
  });

  it('leaves out what is too long for a document, and goes on with the rest', () => {
    const long = change({ address: `a/b/${'é'.repeat(40_000)}` });
    const text = render(planOf([long, remove('a/b/C')]));
    expect(text).toContain('- delete a/b/C\n');
    expect(text).toContain('\n… and 1 more that do not fit here\n');
    expect(findLiveParts(text)).toEqual([]);
  });

  it('holds any foreign text as text', () => {
    const parts = fc.record({
      address: hostileMarkdown,
      description: hostileMarkdown,
      file: hostileMarkdown,
    });
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 4 }), hostileMarkdown, (entries, message) => {
        const changes = entries.map(({ address, description, file }) =>
          update({
            address,
            before: { description: message, enableInterpolationInFile: null },
            after: { description, enableInterpolationInFile: null },
            declared: declare({
              description,
              valueFrom: { kind: 'file', path: file },
              location: { file, line: 1, column: 1 },
            }),
          }),
        );
        const frame = message;
        const diagnostic = createDiagnostic({
          severity: 'error',
          code: 'some-code',
          message,
          hint: message,
          frame,
        });
        const text = render(planOf(changes, [diagnostic]));
        expect(findLiveParts(text)).toEqual([]);
        expect(parseMarkdown(text).code).toHaveLength(changes.length === 0 ? 1 : 2);
      }),
      { numRuns: 200 },
    );
  });
});
