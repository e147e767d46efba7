import { describe, expect, it } from 'vitest';
import { loadText } from './load-text.js';

const explain = async (text: string): Promise<readonly string[]> => {
  const { diagnostics } = await loadText(text);
  return diagnostics.map(
    ({ code, location, message }) => `${code} ${location?.line}:${location?.column} ${message}`,
  );
};
const TAG = 'a tag of a template engine is not YAML';
const head = 'version: 1\nproject: shop\n';

describe('what other tools leave in a manifest', () => {
  it.each([
    [`${head}environment: {{ env }}\noverrides: []\n`, [`bad-key 3:14 ${TAG}`]],
    [`${head}environment: {{ env }}-x\noverrides: []\n`, [`invalid-yaml 3:14 ${TAG}`]],
    [
      `${head}{% if a %}\nenvironment: production\n{% endif %}\noverrides: []\n`,
      [`invalid-yaml 3:1 ${TAG}`, `invalid-yaml 5:1 ${TAG}`],
    ],
    [
      `${head}environment: production\noverrides:\n  - { application: {{ a }}, secret: B, valueFrom: { env: {{ b }} } }\n`,
      [`bad-key 5:20 ${TAG}`, `bad-key 5:58 ${TAG}`],
    ],
  ])('explains tags of template engines once each: %j', async (text, found) => {
    expect(await explain(text)).toEqual(found);
  });

  it('explains a merge conflict once', async () => {
    const conflict =
      '<<<<<<< HEAD\nenvironment: production\n=======\nenvironment: staging\n>>>>>>> feature\n';
    const list = `${head}environment: production\noverrides:\n<<<<<<< HEAD\n  - secret: A\n=======\n  - secret: B\n>>>>>>> x\n`;
    const found = 'a merge conflict is not resolved here';
    expect(await explain(`${head}${conflict}overrides: []\n`)).toEqual([`invalid-yaml 3:1 ${found}`]);
    expect(await explain(list)).toEqual([`invalid-yaml 5:1 ${found}`]);
    const crlf = `${head}${conflict}overrides: []\n`.replaceAll('\n', '\r\n');
    expect(await explain(crlf)).toEqual([`invalid-yaml 3:1 ${found}`]);
  });

  it('leaves other mistakes to their own advice, also beside a quoted tag', async () => {
    expect(await explain(`${head}environment: "{{ env }}\noverrides: []\n`)).toEqual([
      expect.not.stringContaining(TAG),
    ]);
    expect(await explain(`${head}environment: {a: 1}\noverrides: []\n`)).toEqual([
      'wrong-type 3:14 "environment" must be text, not a map',
    ]);
    expect(await explain(`${head}environment: "{{ env }}"\noverrides: []\n`)).toEqual([]);
  });
});

describe('a top-level x- key', () => {
  it('is ignored, and its anchors can be used', async () => {
    const { manifests, diagnostics } = await loadText(
      `${head}environment: production\nx-from: &from { env: A }\nx-list: [1, { b: null }]\noverrides:\n  - { application: a, secret: B, valueFrom: *from }\n`,
    );
    expect(diagnostics).toEqual([]);
    expect(manifests.overrides).toMatchObject([{ secret: 'B', valueFrom: { kind: 'env', name: 'A' } }]);
  });

  it('is unknown anywhere else', async () => {
    const text = `${head}environment: production\noverrides:\n  - { application: a, secret: B, valueFrom: { env: A }, x-note: 1 }\n`;
    expect(await explain(text)).toEqual([expect.stringContaining('unknown-property 5:')]);
  });
});
