import { stripVTControlCharacters } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDiagnostic, type Diagnostic } from '../../../src/model/diagnostic.js';
import { Failure } from '../../../src/model/failure.js';
import type { Location } from '../../../src/model/location.js';
import { REASONS, type Action, type Change } from '../../../src/model/plan.js';
import type { ValueRead, ValueReference } from '../../../src/model/value-reference.js';
import { SecretValue } from '../../../src/model/secret-value.js';
import type { ChangeOutcome } from '../../../src/model/write.js';
import { renderApplyJson, renderFailureJson, renderPlanJson } from '../../../src/render/json/plan-json.js';
import { renderApplyText, renderOutcomeLine } from '../../../src/render/text/apply-text.js';
import { renderDiagnostics, renderFailure } from '../../../src/render/text/diagnostics-text.js';
import { renderAnnotations } from '../../../src/render/ci/annotations.js';
import { renderCodeQuality } from '../../../src/render/ci/code-quality.js';
import { renderApplyMarkdown } from '../../../src/render/markdown/apply.js';
import { renderFailureMarkdown } from '../../../src/render/markdown/failure.js';
import { renderPlanMarkdown } from '../../../src/render/markdown/plan.js';
import { createPaint } from '../../../src/render/text/paint.js';
import { renderPlanText } from '../../../src/render/text/plan-text.js';
import { renderValidateJson } from '../../../src/render/json/json.js';
import { hostileText, isCalm } from './hostile.js';
import { change, declare, failedWrite, outcomeOf, planOf, PLAINTEXT, USAGE } from './sample.js';

const path = fc.array(fc.oneof(hostileText, fc.nat()), { maxLength: 3 });
const source = fc.option(hostileText);

const readOf = (read: fc.Arbitrary<ValueRead>): fc.Arbitrary<ValueReference> =>
  fc.record({ kind: fc.constant('read' as const), read, source, path });

const valueFrom: fc.Arbitrary<ValueReference> = fc.oneof(
  fc.constant<ValueReference>({ kind: 'literal', value: new SecretValue(PLAINTEXT) }),
  hostileText.map((name): ValueReference => ({ kind: 'env', name })),
  hostileText.map((file): ValueReference => ({ kind: 'file', path: file })),
  readOf(hostileText.map((file) => ({ kind: 'sops', file, format: null }))),
  readOf(
    hostileText.map((program) => ({
      kind: 'exec',
      command: [program, PLAINTEXT],
      format: 'json',
      timeout: null,
    })),
  ),
  readOf(
    hostileText.map((place) => ({
      kind: 'vault',
      mount: place,
      path: place,
      version: null,
      kvVersion: null,
    })),
  ),
);

const location: fc.Arbitrary<Location> = hostileText.map((file) => ({ file, line: 3, column: 7 }));
const metadata = fc.record({
  description: fc.option(hostileText),
  enableInterpolationInFile: fc.option(fc.boolean()),
});

const changes: fc.Arbitrary<Change> = fc
  .record({
    address: hostileText,
    secretKey: hostileText,
    action: fc.constantFrom<Action>('create', 'update', 'delete', 'none', 'blocked'),
    reason: fc.constantFrom(...REASONS),
    before: fc.option(metadata),
    after: fc.option(metadata),
    ownTime: fc.option(fc.nat()),
    valueFrom,
    location,
  })
  .map(({ valueFrom: reference, location: place, ...parts }) =>
    change({
      ...parts,
      declared: declare({
        valueFrom: reference,
        location: place,
        description: parts.after?.description ?? null,
        enableInterpolationInFile: parts.after?.enableInterpolationInFile ?? null,
      }),
    }),
  );

const diagnostic: fc.Arbitrary<Diagnostic> = fc
  .record(
    {
      severity: fc.constantFrom('error', 'warning', 'info'),
      code: fc.constant('some-code'),
      message: hostileText,
      hint: hostileText,
      address: hostileText,
      location,
      related: fc.array(fc.record({ message: hostileText, location }), { maxLength: 2 }),
      frame: hostileText,
    },
    { requiredKeys: ['severity', 'code', 'message'] },
  )
  .map(createDiagnostic);

const outcome: fc.Arbitrary<ChangeOutcome> = fc
  .record({
    planned: changes,
    outcome: fc.constantFrom<ChangeOutcome['outcome']>('applied', 'failed', 'not-attempted', 'unchanged'),
    error: fc.option(fc.record({ message: hostileText, hint: fc.option(hostileText) }).map(failedWrite)),
  })
  .map(({ planned, ...parts }) => outcomeOf(planned, parts));

/** Everything that the renderers can print about one run. */
const renderAll = (
  outcomes: readonly ChangeOutcome[],
  diagnostics: readonly Diagnostic[],
  hint: string,
  colour: boolean,
): string[] => {
  const paint = createPaint(colour);
  const plan = planOf(
    outcomes.map((entry) => entry.change),
    diagnostics,
  );
  const failure = new Failure('some-code', hint, { hint, diagnostics });
  const run = { plan, usage: USAGE, toApply: 3, toolVersion: '1.2.3' };
  const flags = { hasKey: false, skipBlocked: false, paint };
  return [
    renderPlanText({ plan, usage: USAGE, toApply: 3, valuesEvaluated: true, ...flags }),
    renderPlanText({ plan, usage: USAGE, toApply: 3, valuesEvaluated: false, ...flags }),
    renderApplyText({ outcomes, usage: USAGE, interrupted: false, paint }),
    ...outcomes.map((entry) => renderOutcomeLine(entry, paint)),
    renderDiagnostics(diagnostics, paint),
    renderFailure(failure, paint),
    renderPlanJson(run),
    renderApplyJson({ ...run, outcomes, interrupted: true }),
    renderFailureJson({ failure, usage: USAGE, toolVersion: '1.2.3', command: 'apply' }),
    renderValidateJson(diagnostics),
    renderCodeQuality(diagnostics, { pathOf: (file) => file, digest: (text) => String(text.length) }),
    ...renderAnnotations(diagnostics, (file) => file)
      .split('\n')
      .map((line) => line.replace(/^::/, '')),
    ...[
      renderPlanMarkdown({ ...run, ...flags, valuesEvaluated: true, commentId: null }),
      renderApplyMarkdown({ ...run, outcomes, interrupted: true, commentId: null }),
      renderFailureMarkdown({ failure, plan, command: 'apply', commentId: null }),
    ].map((document) => document.replace(/^### /m, '')),
  ];
};

describe('whatever foreign text says', () => {
  const runs = fc.tuple(
    fc.array(outcome, { maxLength: 4 }),
    fc.array(diagnostic, { maxLength: 3 }),
    hostileText,
    fc.boolean(),
  );

  it('no output holds a value, a raw control or bidi character, or a workflow command', () => {
    fc.assert(
      fc.property(runs, ([outcomes, diagnostics, hint, colour]) => {
        for (const output of renderAll(outcomes, diagnostics, hint, colour)) {
          expect(output).not.toContain(PLAINTEXT);
          const withoutOurColours = colour ? stripVTControlCharacters(output) : output;
          expect(withoutOurColours).toSatisfy(isCalm);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('the same input gives the same bytes, in whatever order findings come', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(diagnostic, { maxLength: 4, selector: ({ message }) => message }),
        (found) => {
          expect(renderValidateJson(found.toReversed())).toBe(renderValidateJson(found));
        },
      ),
      { numRuns: 50 },
    );
  });
});
