import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MANIFEST_CODES } from '../../../src/manifest/load.js';

describe('MANIFEST_CODES', () => {
  it('lists no code that nothing reports', () => {
    const folder = new URL('../../../src/manifest/', import.meta.url);
    const source = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && name !== 'problem.ts')
      .map((name) => readFileSync(new URL(name, folder), 'utf8'))
      .join('\n');
    const silent = Object.keys(MANIFEST_CODES).filter((code) => !source.includes(`'${code}'`));
    expect(silent).toEqual([]);
  });
});
