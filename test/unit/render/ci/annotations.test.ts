import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDiagnostic, type Diagnostic } from '../../../../src/model/diagnostic.js';
import { renderAnnotations } from '../../../../src/render/ci/annotations.js';
import { hostileText, isCalm } from '../hostile.js';

const found: Diagnostic = createDiagnostic({
  severity: 'error',
  code: 'no-parent',
  message: '100% wrong: a, b',
  hint: 'did you mean c?',
  address: 'shop/production/DB',
  location: { file: 'overrides/prod.yaml', line: 14, column: 5 },
});

const render = (...diagnostics: readonly Diagnostic[]): string =>
  renderAnnotations(diagnostics, (file) => `infra/${file}`);

describe('renderAnnotations', () => {
  it('names the place from the top of the repository, and escapes as the runner expects', () => {
    expect(render(found)).toBe(
      '::error file=infra/overrides/prod.yaml,line=14,col=5,title=no-parent::100%25 wrong: a, b%0Ahint: did you mean c?\n',
    );
    expect(render({ ...found, location: { file: 'a,b:c%.yaml', line: 1, column: 1 } })).toContain(
      '::error file=infra/a%2Cb%3Ac%25.yaml,line=1,col=1,title=no-parent::',
    );
  });

  it('names the override where there is no place, and has a command for each severity', () => {
    expect(
      render(
        createDiagnostic({ severity: 'warning', code: 'odd', message: 'w' }),
        createDiagnostic({ severity: 'info', code: 'undeclared', message: 'i', address: 'shop/A' }),
      ),
    ).toBe('::warning title=odd::w\n::notice title=undeclared::i%0Aoverride: shop/A\n');
  });

  it('holds any text in its one line, where the runner reads it back', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (text, file) => {
        const output = render({
          ...found,
          message: text,
          hint: text,
          location: { file, line: 3, column: 4 },
        });
        const command = /^::error file=([^,:]*),line=3,col=4,title=no-parent::([^\r\n]*)\n$/.exec(output);
        expect(command, output).not.toBeNull();
        expect(isCalm(output.slice(2))).toBe(true);
      }),
    );
  });
});
