import { describe, expect, it } from 'vitest';
import { fitSummary, SUMMARY_LIMIT } from '../../../../src/render/markdown/fit-summary.js';

describe('fitSummary', () => {
  const document = `### qoverride plan: 900 to create\n\n| create |\n| --: |\n| 900 |\n\n<details><summary>900</summary>\n${'x'.repeat(60_000)}\n</details>\n`;

  it('keeps each document whole, then its start, then a note, and never more than 1 MiB', () => {
    let summary = '';
    const kinds: string[] = [];
    for (let count = 0; count < 400; count += 1) {
      const { text, kind } = fitSummary(document, Buffer.byteLength(summary));
      summary += text;
      kinds.push(kind);
    }
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(SUMMARY_LIMIT);
    expect([...new Set(kinds)]).toEqual(['whole', 'shortened', 'left-out']);
    expect(kinds.filter((kind) => kind === 'whole').length).toBeGreaterThanOrEqual(17);
    expect(summary.match(/<details>/g)).toHaveLength(summary.match(/<\/details>/g)?.length ?? 0);
    expect(summary.match(/### qoverride plan/g)?.length).toBeGreaterThan(30);
    expect(summary).toContain('The rest is left out: a job summary has at most 1 MiB.');
  });
});
