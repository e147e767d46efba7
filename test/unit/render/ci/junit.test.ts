import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDiagnostic } from '../../../../src/model/diagnostic.js';
import { Failure } from '../../../../src/model/failure.js';
import type { Change, Plan } from '../../../../src/model/plan.js';
import { renderGitlabTerraform } from '../../../../src/render/ci/gitlab-terraform.js';
import {
  renderApplyJunit,
  renderFailureJunit,
  renderPlanJunit,
  renderValidateJunit,
} from '../../../../src/render/ci/junit.js';
import { hostileText, isCalm } from '../hostile.js';
import { change, PLAINTEXT } from '../sample.js';

const SUMMARY = {
  create: 1,
  update: 2,
  delete: 3,
  inSync: 0,
  unknown: 0,
  blocked: 0,
  adopt: 0,
  unmanaged: 0,
};

const planOf = (changes: readonly Change[], diagnostics: Plan['diagnostics'] = []): Plan => ({
  changes,
  diagnostics,
  summary: SUMMARY,
});

const error = (parts: Partial<Parameters<typeof createDiagnostic>[0]> = {}) =>
  createDiagnostic({ severity: 'error', code: 'own-secret', message: 'there is one already', ...parts });

const ONE = change({ address: 'shop/production/application/checkout/ONE' });
const TWO = change({
  address: 'shop/production/application/checkout/TWO',
  action: 'blocked',
  reason: 'own-secret',
});

const ATTRIBUTE = String.raw`[a-z]+="[^"<&]*(?:&(?:amp|lt|gt|quot);[^"<&]*)*"`;
const TAG = new RegExp(String.raw`<\/?[a-z]+(?: ${ATTRIBUTE})*(?: \/)?>|<\?xml(?: ${ATTRIBUTE})*\?>`, 'g');

/** Whether all of it is well-formed: tags that are closed in turn, and nothing else that means something in XML. */
const isWellFormed = (xml: string): boolean => {
  const open: string[] = [];
  for (const [tag] of xml.matchAll(TAG)) {
    const [name = ''] = /[a-z]+/.exec(tag) ?? [];
    if (tag.startsWith('</')) {
      if (open.pop() !== name) return false;
    } else if (!tag.endsWith('/>') && !tag.startsWith('<?')) open.push(name);
  }
  const text = xml.replaceAll(TAG, '').replaceAll(/&(?:amp|lt|gt|quot);/g, '');
  return open.length === 0 && !/[<>&]/.test(text);
};

describe('JUnit', () => {
  it('has a test for each override of a plan, which fails where it is blocked', () => {
    const blocked = error({ address: TWO.address, hint: 'rename it' });
    const xml = renderPlanJunit(planOf([ONE, TWO], [blocked, error({ code: 'no-key', message: 'no key' })]));
    expect(xml.split('\n')).toEqual([
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<testsuites name="qoverride" tests="3" failures="2">',
      '  <testsuite name="qoverride plan" tests="3" failures="2" errors="0" skipped="0">',
      '    <testcase classname="application" name="shop/production/application/checkout/ONE" />',
      '    <testcase classname="application" name="shop/production/application/checkout/TWO"><failure type="own-secret" message="there is one already">hint: rename it</failure></testcase>',
      '    <testcase classname="manifests" name="no-key"><failure type="no-key" message="no key"></failure></testcase>',
      '  </testsuite>',
      '</testsuites>',
      '',
    ]);
    expect(xml).not.toContain(PLAINTEXT);
  });

  it('fails what an apply did not write, and skips what it did not attempt', () => {
    const failed = {
      kind: 'failed',
      code: 'conflict',
      message: 'made meanwhile',
      hint: null,
      fatal: false,
    } as const;
    const xml = renderApplyJunit(planOf([ONE, ONE, ONE]), [
      { change: ONE, outcome: 'applied', error: null },
      { change: ONE, outcome: 'failed', error: failed },
      { change: ONE, outcome: 'not-attempted', error: null },
    ] as unknown as Parameters<typeof renderApplyJunit>[1]);
    expect(xml).toContain('tests="3" failures="1" errors="0" skipped="1"');
    expect(xml).toContain('<failure type="conflict" message="made meanwhile"></failure>');
    expect(xml).toContain('<skipped />');
  });

  it('passes manifests that are valid, with warnings too, and no command that failed', () => {
    const warning = error({ severity: 'warning' });
    expect(renderValidateJunit([warning])).toContain('tests="1" failures="0"');
    expect(renderValidateJunit([warning, error()])).toContain('tests="1" failures="1"');
    expect(renderFailureJunit('plan', new Failure('no-token', 'no token'))).toContain('failures="1"');
  });

  it('stays well-formed and calm, whatever names and messages hold', () => {
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, (name, message, file) => {
        const found = error({ message, hint: message, location: { file, line: 1, column: 1 } });
        const blocked = { ...TWO, address: name };
        const xml = renderPlanJunit(planOf([blocked], [found, { ...found, address: name, location: null }]));
        expect(isWellFormed(xml)).toBe(true);
        expect(isCalm(xml)).toBe(true);
        // oxlint-disable-next-line no-control-regex -- the characters that XML 1.0 cannot hold
        expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u);
      }),
    );
  });
});

describe("GitLab's report of a plan", () => {
  it('has the counts that GitLab reads, and none where there is no plan', () => {
    expect(JSON.parse(renderGitlabTerraform(SUMMARY))).toEqual({ create: 1, update: 2, delete: 3 });
    expect(JSON.parse(renderGitlabTerraform(null))).toEqual({});
  });
});
