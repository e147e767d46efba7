import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDiagnostic, type Diagnostic } from '../../../../src/model/diagnostic.js';
import { digestText } from '../../../../src/plan/signing/marker.js';
import { renderCodeQuality } from '../../../../src/render/ci/code-quality.js';
import { hostileText, isCalm } from '../hostile.js';

interface Issue {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

const report = (diagnostics: readonly Diagnostic[]): readonly Issue[] =>
  JSON.parse(
    renderCodeQuality(diagnostics, { pathOf: (file) => `infra/${file}`, digest: digestText }),
  ) as readonly Issue[];

const at = (line: number, parts: Partial<Diagnostic> = {}): Diagnostic =>
  createDiagnostic({
    severity: 'error',
    code: 'unknown-property',
    message: 'there is no property "secrt"',
    location: { file: 'prod.yaml', line, column: 5 },
    ...parts,
  });

describe('renderCodeQuality', () => {
  it('has what GitLab reads of each finding, and only those with a place', () => {
    const found = [
      at(14, { hint: 'did you mean secret?' }),
      at(20, { severity: 'warning', code: 'plaintext-value', message: 'plaintext' }),
      at(21, { severity: 'info', code: 'undeclared', message: 'undeclared' }),
      createDiagnostic({ severity: 'error', code: 'no-token', message: 'no token' }),
    ];
    expect(report(found)).toEqual([
      {
        description: 'there is no property "secrt" (did you mean secret?)',
        check_name: 'unknown-property',
        fingerprint: expect.stringMatching(/^[\w-]{43}$/),
        severity: 'major',
        location: { path: 'infra/prod.yaml', lines: { begin: 14 } },
      },
      expect.objectContaining({ check_name: 'plaintext-value', severity: 'minor' }),
      expect.objectContaining({ check_name: 'undeclared', severity: 'info' }),
    ]);
    expect(renderCodeQuality([], { pathOf: (file) => file, digest: digestText })).toBe('[]\n');
  });

  it('knows findings again after lines were added above them', () => {
    const prints = (diagnostics: readonly Diagnostic[]): readonly string[] =>
      report(diagnostics).map(({ fingerprint }) => fingerprint);
    expect(prints([at(14), at(30)])).toEqual(prints([at(17), at(33)]));
    expect(new Set(prints([at(14), at(30), at(30, { address: 'a/b/C' })])).size).toBe(3);
  });

  it('holds any text harmless, under distinct fingerprints', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(hostileText, fc.integer({ min: 1, max: 3 }))), (texts) => {
        const diagnostics = texts.map(([message, line]) => at(line, { message, hint: message }));
        const output = renderCodeQuality(diagnostics, { pathOf: (file) => file, digest: digestText });
        expect(isCalm(output)).toBe(true);
        const issues = JSON.parse(output) as readonly Issue[];
        expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(texts.length);
        for (const { description } of issues) expect(isCalm(description)).toBe(true);
      }),
    );
  });
});
