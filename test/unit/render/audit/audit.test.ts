import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { createDiagnostic } from '../../../../src/model/diagnostic.js';
import { AUDIT_VERDICTS } from '../../../../src/model/audit.js';
import { Failure } from '../../../../src/model/failure.js';
import { renderAuditCsv } from '../../../../src/render/audit/csv.js';
import { renderAuditFailureJson, renderAuditJson } from '../../../../src/render/audit/json.js';
import { renderAuditMarkdown } from '../../../../src/render/audit/markdown.js';
import { renderAuditText } from '../../../../src/render/audit/text.js';
import { createPaint } from '../../../../src/render/text/paint.js';
import { NO_LIMITS, USAGE } from '../sample.js';
import { auditOf, FULL_AUDIT, sampleCell } from './sample.js';

const schema = JSON.parse(
  readFileSync(new URL('../../../../schemas/audit.schema.json', import.meta.url), 'utf8'),
) as { $defs: { cell: { properties: { verdict: { examples: string[] } } } } };
const validate = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema);

const context = { audit: FULL_AUDIT, usage: USAGE, hasKey: false, hasManifests: true };
const text = (parts: Partial<Parameters<typeof renderAuditText>[0]> = {}): string =>
  renderAuditText({ ...context, showAll: false, paint: createPaint(false), ...parts });

describe('an audit of every verdict', () => {
  it('reads well as text', async () => {
    await expect(text()).toMatchFileSnapshot('../../../golden/audit.txt');
    await expect(text({ paint: createPaint(true) })).toMatchFileSnapshot('../../../golden/audit-colour.txt');
  });

  it('conforms to the schema as JSON', async () => {
    const json = renderAuditJson({ audit: FULL_AUDIT, usage: USAGE, toolVersion: '1.2.3' });
    validate(JSON.parse(json));
    expect(validate.errors).toBeNull();
    await expect(json).toMatchFileSnapshot('../../../golden/audit.json.txt');
    expect(schema.$defs.cell.properties.verdict.examples).toEqual(AUDIT_VERDICTS);
  });

  it('has a line for each cell as CSV, and one for what was not read', async () => {
    await expect(renderAuditCsv(FULL_AUDIT)).toMatchFileSnapshot('../../../golden/audit.csv.txt');
  });

  it.each([
    ['plain text', 'plain text'],
    ['', ''],
    ['a, b', '"a, b"'],
    ['a "b"', '"a ""b"""'],
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1,A2)', `"'@SUM(A1,A2)"`],
    ['\uff1d1', "'\uff1d1"],
    ['a=1', 'a=1'],
    ['a\nb', 'a\\u{a}b'],
    ['\t=1', '\\u{9}=1'],
  ])('spells the field %j as %s in CSV', (description, field) => {
    const [, line] = renderAuditCsv(auditOf([sampleCell('ALPHA', 'managed', { description })])).split('\n');
    expect(line).toContain(`,false,${field},`);
  });

  it('reads well as Markdown', async () => {
    await expect(renderAuditMarkdown(context)).toMatchFileSnapshot('../../../golden/audit.md.txt');
  });
});

describe('an audit that found nothing', () => {
  const nothing = { audit: auditOf([]), usage: NO_LIMITS, hasKey: true, hasManifests: false };

  it('says so', () => {
    expect(text(nothing)).toBe('Audit: 2 services, no secret overridden or shadowed.\nRequests: 5 made.\n');
    expect(text({ ...nothing, showAll: true })).toContain('2 services, 0 secrets.');
    expect(renderAuditMarkdown(nothing)).toContain('### qoverride audit: nothing needs attention\n');
  });

  it('is not what a failure looks like', () => {
    const failure = new Failure('no-token', 'no API token', { hint: 'set one' });
    const data: unknown = JSON.parse(renderAuditFailureJson({ failure, usage: null, toolVersion: '1.2.3' }));
    validate(data);
    expect(validate.errors).toBeNull();
    expect(data).toMatchObject({
      complete: false,
      requests: { made: 0 },
      diagnostics: [{ code: 'no-token' }],
    });
  });
});

describe('the advice of an audit', () => {
  it('offers no apply for what has nothing to override', () => {
    const audit = auditOf([sampleCell('NU', 'missing', { parentId: null })]);
    expect(text({ audit })).not.toContain('creates them');
  });

  it('tells of manifests and of the key only where that would help', () => {
    const audit = auditOf([sampleCell('ALPHA', 'managed', { stack: 'storefront' })]);
    expect(text({ audit, hasManifests: false })).toContain('pass manifests as arguments');
    expect(text({ audit, hasKey: true })).not.toContain('Note:');
  });
});

describe('a large audit as Markdown', () => {
  const many = Array.from({ length: 5000 }, (_, index) =>
    sampleCell(
      `KEY_${String(index).padStart(4, '0')}_${'é'.repeat(200)}`,
      index === 4999 ? 'orphan' : 'own-secret',
    ),
  );

  it('fits into a comment, counts what it leaves out, and has first what needs attention', () => {
    const markdown = renderAuditMarkdown({ ...context, audit: auditOf(many) });
    expect(Buffer.byteLength(markdown)).toBeLessThan(65_000);
    const shown = markdown.match(/^\| (own-secret|orphan) \| `/gm) ?? [];
    expect(shown[0]).toBe('| orphan | `');
    expect(markdown).toMatch(new RegExp(`…and ${String(5000 - shown.length)} more cells\\.\n$`));
  });

  it('fits also when nothing could be read, and names are endless', () => {
    const diagnostics = many.map(() =>
      createDiagnostic({
        severity: 'error',
        code: 'scope-unread',
        message: 'x'.repeat(9000),
      }),
    );
    const markdown = renderAuditMarkdown({ ...context, audit: auditOf(many, { diagnostics }) });
    expect(Buffer.byteLength(markdown)).toBeLessThan(65_000);
    expect(markdown).toContain('- and 4980 more errors\n');
  });
});
