import { describe, expect, it } from 'vitest';
import { createDiagnostic, type Diagnostic } from '../../../../src/model/diagnostic.js';
import { Failure } from '../../../../src/model/failure.js';
import { renderDiagnostics, renderFailure } from '../../../../src/render/text/diagnostics-text.js';
import { createPaint } from '../../../../src/render/text/paint.js';
import { renderValidateText } from '../../../../src/render/text/validate-text.js';

const plain = createPaint(false);

const FOUND: readonly Diagnostic[] = [
  createDiagnostic({
    severity: 'error',
    code: 'unknown-property',
    message: 'unknown property "desciption"',
    hint: 'did you mean description?',
    location: { file: 'overrides/prod.yaml', line: 14, column: 5 },
    frame: [
      '  12 |     secret: DATABASE_URL',
      '  13 |     valueFrom: { env: CHECKOUT_DATABASE_URL }',
      '> 14 |     desciption: ***',
      '     |     ^',
    ].join('\n'),
  }),
  createDiagnostic({
    severity: 'error',
    code: 'duplicate-override',
    message: 'this secret is overridden twice',
    address: 'shop/production/application/checkout/DATABASE_URL',
    location: { file: 'overrides/prod.yaml', line: 20, column: 5 },
    related: [
      { message: 'first declared here', location: { file: 'overrides/base.yaml', line: 3, column: 5 } },
    ],
  }),
  createDiagnostic({
    severity: 'warning',
    code: 'plaintext-value',
    message: 'a plaintext value in a manifest',
    location: { file: 'overrides/base.yaml', line: 9, column: 12 },
  }),
  createDiagnostic({
    severity: 'info',
    code: 'undeclared',
    message: 'an override of this stack is no longer declared',
    address: 'shop/production/container/worker/LEGACY_KEY',
  }),
];

describe('renderDiagnostics', () => {
  it('shows place, code, message, frame, other places and hint', async () => {
    await expect(renderDiagnostics(FOUND, plain)).toMatchFileSnapshot('../../../golden/diagnostics.txt');
    await expect(renderDiagnostics(FOUND, createPaint(true))).toMatchFileSnapshot(
      '../../../golden/diagnostics-colour.txt',
    );
  });

  it('prints the same whatever the order they were found in, and nothing for none', () => {
    expect(renderDiagnostics(FOUND.toReversed(), plain)).toBe(renderDiagnostics(FOUND, plain));
    expect(renderDiagnostics([], plain)).toBe('');
  });

  it('cuts a message without end', () => {
    const endless = renderDiagnostics(
      [
        createDiagnostic({
          severity: 'error',
          code: 'x',
          message: 'a'.repeat(1_000_000),
          hint: 'b'.repeat(1_000_000),
        }),
      ],
      plain,
    );
    expect(endless.length).toBeLessThan(5000);
  });
});

describe('renderFailure', () => {
  it('says what ended the command, and what to do', () => {
    const failure = new Failure('no-token', 'no API token', { hint: 'set QOVERY_API_TOKEN' });
    expect(renderFailure(failure, plain)).toBe(
      'error[no-token]: no API token\n  hint: set QOVERY_API_TOKEN\n',
    );
  });

  it('shows the findings behind it first', () => {
    const failure = new Failure('invalid-manifests', '2 errors in the manifests', { diagnostics: FOUND });
    expect(renderFailure(failure, plain)).toBe(
      `${renderDiagnostics(FOUND, plain)}\nerror[invalid-manifests]: 2 errors in the manifests\n`,
    );
  });
});

describe('renderValidateText', () => {
  const counts = { files: 3, overrides: 14, matches: 0, paint: plain };

  it.each([
    [[], 'Valid: 14 overrides in 3 files.\n'],
    [FOUND.slice(2), 'Valid: 14 overrides in 3 files, 1 warning.\n'],
    [FOUND, 'Invalid: 2 errors, 1 warning in 3 files.\n'],
    [FOUND.slice(0, 1), 'Invalid: 1 error in 3 files.\n'],
  ])('sums up (%#)', (diagnostics, text) => {
    expect(renderValidateText({ ...counts, diagnostics })).toBe(text);
  });

  it('counts globs over services apart, because nobody knows yet what they find', () => {
    const sum = { ...counts, overrides: 1, matches: 2, files: 1, diagnostics: [] };
    expect(renderValidateText(sum)).toBe('Valid: 1 override and 2 globs over services in 1 file.\n');
  });

  it('counts no files where none was read', () => {
    const sum = { files: 0, overrides: 0, matches: 0, paint: plain, diagnostics: FOUND.slice(0, 1) };
    expect(renderValidateText(sum)).toBe('Invalid: 1 error.\n');
  });
});
