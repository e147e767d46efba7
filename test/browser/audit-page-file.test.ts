import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Audit } from '../../src/model/audit.js';
import { createDiagnostic } from '../../src/model/diagnostic.js';
import { renderAuditHtml } from '../../src/render/audit-page/html.js';
import { auditHtml } from '../support/audit-page.js';
import { auditCell, auditOf, auditScope, sampleAudit } from '../support/audits.js';
import { hostileText, isCalm } from '../unit/render/hostile.js';

const ASSETS = { script: 'SCRIPT', scriptHash: 'sha256-a', style: 'STYLE', styleHash: 'sha256-b' };

const bare = (audit: Audit): string =>
  renderAuditHtml({ audit, assets: ASSETS, toolVersion: '0.1.0', madeAt: 0 });

const DATA = /<script type="application\/json" id="audit">(.*)<\/script>\n<script>SCRIPT<\/script>/;

const named = (name: string): Audit => {
  const scope = auditScope(1, 'APPLICATION', name, name, name);
  return auditOf([scope], [auditCell(scope, name, { description: name, owner: name })], {
    diagnostics: [
      createDiagnostic({ severity: 'error', code: 'x', message: name, hint: name, address: name }),
    ],
  });
};

describe('the page as a file', () => {
  it('lets nothing load, and only its own script and style run', () => {
    const html = auditHtml(sampleAudit());
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
    const hashes = [/<script>([^]*)<\/script>/, /<style>([^]*?)<\/style>/].map((pattern) => {
      const text = pattern.exec(html)?.[1] ?? '';
      expect(text.length).toBeGreaterThan(1000);
      return createHash('sha256').update(text).digest('base64');
    });
    expect(policy).toBe(
      `default-src 'none'; script-src 'sha256-${String(hashes[0])}'; style-src 'sha256-${String(hashes[1])}'; base-uri 'none'; form-action 'none'`,
    );
  });

  it('names no address of the network', () => {
    expect(auditHtml(sampleAudit())).not.toMatch(/https?:|\/\/[a-z]|\bsrc=|\bhref=|url\(|@import/);
  });

  it('is fit for a CI log', () => {
    expect(isCalm(auditHtml(sampleAudit()))).toBe(true);
  });

  it.each([
    '</script><script>alert(1)</script>',
    '<!--<script>',
    '<img src=x onerror=alert(1)>',
    '"><b>&amp;',
    ']]>',
    "'\u2028\u2029\u0000",
  ])('keeps %j within its data', (name) => {
    const [before, data, after] = bare(named(name)).split(DATA);
    expect(data).not.toMatch(/[<>&]/);
    expect(`${String(before)}${String(after)}`).toBe(bare(named('x')).replace(DATA, ''));
    expect(JSON.parse(String(data))).toMatchObject({ secrets: [expect.any(String)] });
  });

  it('keeps any text within its data', () => {
    fc.assert(
      fc.property(hostileText, (name) => {
        const html = bare(named(name));
        expect(isCalm(html)).toBe(true);
        expect(html.replace(DATA, '')).toBe(bare(named('x')).replace(DATA, ''));
      }),
    );
  });
});
