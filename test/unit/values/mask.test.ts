import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SecretValue } from '../../../src/model/secret-value.js';
import { maskLines } from '../../../src/values/mask.js';

const mask = (text: string): readonly string[] => maskLines(new SecretValue(text));

describe('maskLines', () => {
  it('masks each line once, but none under four characters and none that is blank', () => {
    expect(mask('first\nabc\r\nsecond\rfirst\n     \n')).toEqual(['::add-mask::first', '::add-mask::second']);
  });

  it('escapes percent signs, and so any escape that a value holds itself', () => {
    expect(mask('100%0Asure')).toEqual(['::add-mask::100%250Asure']);
  });

  it('gives nothing for an empty value', () => {
    expect(mask('')).toEqual([]);
  });

  it('prints one command a line, whatever the value: the runner cannot be told anything else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const line of mask(`${text}\n::stop-commands::x\r::set-env::y`)) {
          expect(line).toMatch(/^::add-mask::[^\r\n]+$/u);
        }
      }),
    );
  });
});
