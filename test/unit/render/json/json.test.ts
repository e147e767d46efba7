import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/model/failure.js';
import { REASONS } from '../../../../src/model/plan.js';
import { renderApplyJson, renderFailureJson, renderPlanJson } from '../../../../src/render/json/plan-json.js';
import { renderReceiptChange } from '../../../../src/render/json/receipt.js';
import { renderValidateJson } from '../../../../src/render/json/json.js';
import { change, FULL_OUTCOMES, FULL_PLAN, NO_LIMITS, outcomeOf, planOf, USAGE } from '../sample.js';

const schema = JSON.parse(
  readFileSync(new URL('../../../../schemas/plan.schema.json', import.meta.url), 'utf8'),
) as { $defs: { change: { properties: { reason: { examples: string[] } } } } };
const validate = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema);

interface Report {
  summary: Record<string, number>;
  requests: Record<string, number | null>;
  changes: Record<string, unknown>[];
  diagnostics: Record<string, unknown>[];
}

const parse = (json: string): Report => {
  const data = JSON.parse(json) as Report;
  validate(data);
  expect(validate.errors).toBeNull();
  return data;
};

const codesOf = (json: string): unknown[] => parse(json).diagnostics.map(({ code }) => code);

const run = { plan: FULL_PLAN, usage: USAGE, toApply: 5, toolVersion: '1.2.3' };

describe('renderPlanJson', () => {
  it('prints the documented object, keys in their documented order', async () => {
    const json = renderPlanJson(run);
    parse(json);
    await expect(json).toMatchFileSnapshot('../../../golden/plan.json.txt');
  });

  it('says null where there is no value, and where the API sent no limits', () => {
    const plan = planOf([change({ value: null })]);
    const report = parse(renderPlanJson({ ...run, plan, usage: NO_LIMITS }));
    expect(report.changes[0]).toMatchObject({ after: { value: null } });
    expect(report.requests).toEqual({ made: 5, toApply: 5, limit: null, remaining: null });
  });
});

describe('renderApplyJson', () => {
  const apply = { ...run, outcomes: FULL_OUTCOMES, interrupted: false };

  it('adds an outcome and an error to each change, and counts them', () => {
    const report = parse(renderApplyJson(apply));
    expect(report.summary).toMatchObject({ create: 1, applied: 3, failed: 1, notAttempted: 1 });
    expect(report.changes.map(({ outcome }) => outcome)).toEqual(FULL_OUTCOMES.map((entry) => entry.outcome));
    expect(report.changes.filter(({ error }) => error !== null)).toMatchObject([
      { outcome: 'failed', error: { code: 'access-denied', message: 'the API answered 403 Forbidden' } },
    ]);
  });

  it('gives the id of what was created', () => {
    const created = parse(renderApplyJson(apply)).changes.find(({ action }) => action === 'create');
    expect(created).toMatchObject({ overrideId: '0a1b2c3d-0000-4000-8000-0000000000bb', before: null });
  });

  it('names what was deleted, also in the receipt', () => {
    const planned = FULL_PLAN.changes.find(({ action }) => action === 'delete');
    if (planned === undefined) throw new Error('no delete');
    const deleted = outcomeOf(planned, { outcome: 'applied', overrideId: null });
    const shown = parse(renderApplyJson({ ...apply, outcomes: [deleted] })).changes[0];
    expect(shown).toMatchObject({ overrideId: planned.overrideId });
    const receipt = { startedAt: 0, toolVersion: '1.2.3', planDigest: 'digest' };
    expect(JSON.parse(renderReceiptChange(receipt, deleted))).toMatchObject({
      overrideId: planned.overrideId,
    });
  });

  it('reports an interrupt as a diagnostic', () => {
    expect(codesOf(renderApplyJson(apply))).toEqual(['no-service']);
    expect(codesOf(renderApplyJson({ ...apply, interrupted: true }))).toEqual(['interrupted', 'no-service']);
  });
});

describe('renderFailureJson', () => {
  const failure = new Failure('no-token', 'no API token', { hint: 'set QOVERY_API_TOKEN' });

  it('has the shape of a plan without changes', () => {
    const report = parse(renderFailureJson({ failure, usage: null, toolVersion: '1.2.3', command: 'plan' }));
    expect(report.changes).toEqual([]);
    expect(report.requests).toEqual({ made: 0, toApply: 0, limit: null, remaining: null });
    expect(report.summary).not.toHaveProperty('applied');
    expect(report.diagnostics).toMatchObject([
      { severity: 'error', code: 'no-token', message: 'no API token', hint: 'set QOVERY_API_TOKEN' },
    ]);
  });

  it('has the shape of an apply without changes, and carries every finding', () => {
    const several = new Failure('invalid', 'invalid manifests', { diagnostics: FULL_PLAN.diagnostics });
    const report = parse(
      renderFailureJson({ failure: several, usage: USAGE, toolVersion: '1.2.3', command: 'apply' }),
    );
    expect(report.summary).toMatchObject({ applied: 0, failed: 0, notAttempted: 0 });
    expect(report.diagnostics.map(({ code }) => code)).toEqual(['invalid', 'no-service']);
  });
});

describe('the JSON of a failure after the plan was made', () => {
  const failure = new Failure('key-missing', 'no key');

  it('lists every change of an apply as not attempted', () => {
    const text = renderFailureJson({
      failure,
      plan: FULL_PLAN,
      usage: USAGE,
      toolVersion: '1.2.3',
      command: 'apply',
    });
    const report = parse(text);
    const writes = FULL_PLAN.changes.filter(({ action }) => action !== 'none' && action !== 'blocked').length;
    expect(report.summary).toMatchObject({
      ...FULL_PLAN.summary,
      applied: 0,
      failed: 0,
      notAttempted: writes,
    });
    expect(report.changes.map(({ outcome }) => outcome)).toEqual(
      FULL_PLAN.changes.map(({ action }) =>
        action === 'none' || action === 'blocked' ? 'unchanged' : 'not-attempted',
      ),
    );
    expect(codesOf(text)).toEqual(['key-missing', 'no-service']);
  });

  it('has no outcomes for a plan', () => {
    const text = renderFailureJson({
      failure,
      plan: FULL_PLAN,
      usage: USAGE,
      toolVersion: '1.2.3',
      command: 'plan',
    });
    expect(parse(text).changes.every((one) => !('outcome' in one))).toBe(true);
  });
});

describe('renderValidateJson', () => {
  it('prints the format version and the findings, without frames', () => {
    const [diagnostic] = FULL_PLAN.diagnostics;
    const found = diagnostic === undefined ? [] : [{ ...diagnostic, frame: 'a frame' }];
    expect(JSON.parse(renderValidateJson(found))).toEqual({
      formatVersion: '1.0',
      diagnostics: [{ ...diagnostic, frame: undefined }],
    });
    expect(renderValidateJson([])).toBe('{\n  "formatVersion": "1.0",\n  "diagnostics": []\n}\n');
  });
});

describe('plan.schema.json', () => {
  it('knows every reason', () => {
    expect(schema.$defs.change.properties.reason.examples).toEqual(REASONS);
  });

  it('takes what a later 1.x may add', () => {
    const data = JSON.parse(renderPlanJson(run)) as Report;
    const [first = {}] = data.changes;
    const later = { ...data, formatVersion: '1.7', changes: [{ ...first, extra: 1, reason: 'new-word' }] };
    expect(validate({ ...later, more: true })).toBe(true);
  });

  it.each([
    ['a missing key', { requests: undefined }],
    ['another format', { formatVersion: '2.0' }],
    ['a negative count', { requests: { made: -1, toApply: 0, limit: null, remaining: null } }],
    ['an empty change', { changes: [{}] }],
  ])('refuses %s', (_, parts) => {
    const data = JSON.parse(renderPlanJson(run)) as object;
    expect(validate(JSON.parse(JSON.stringify({ ...data, ...parts })))).toBe(false);
  });

  it('refuses a change whose value is shown', () => {
    const data = JSON.parse(renderPlanJson(run).replace('"(sensitive)"', '"plaintext"')) as object;
    expect(validate(data)).toBe(false);
  });
});
