import { describe, expect, it } from 'vitest';
import { toFileName } from '../../../src/text/file-name.js';

describe('toFileName', () => {
  it.each([
    ['shop-production', 'shop-production'],
    ['Développement / 2', 'developpement-2'],
    ['../../etc', 'etc'],
    ['生产', 'manifest'],
    ['CON', 'con-manifest'],
    ['aux', 'aux-manifest'],
    ['lpt¹', 'lpt1-manifest'],
    ['生产-nul', 'nul-manifest'],
    ['console', 'console'],
    ['com10', 'com10'],
  ])('names a file after %j: %s', (text, name) => {
    expect(toFileName(text, 'manifest')).toBe(name);
  });
});
