import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ValueNode } from '../../../../src/values/value-node.js';
import { decryptText } from './decrypt.js';
import { encodeSops, makeKeyPair } from './encoder.js';
import { leavesOf } from './leaves.js';
import { bool, comment, float, int, list, map, nothing, str, toValueNode, type Plain } from './plain-tree.js';

const { recipient, identities } = await makeKeyPair();
const recipients = [recipient];

const isOwnKey = (key: string): boolean =>
  key !== 'sops' && !key.includes(':') && !key.endsWith('_unencrypted');
const keys = fc.string({ unit: 'grapheme', maxLength: 8 }).filter(isOwnKey);

const scalars = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1 }).map(str),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => int(String(value))),
  fc.tuple(fc.integer(), fc.nat(999)).map(([whole, part]) => float(`${whole}.${part}1`)),
  fc.boolean().map(bool),
);

const treesOf = (leaves: fc.Arbitrary<Plain>, items: fc.Arbitrary<Plain>, minLength: number) =>
  fc.letrec<{ node: Plain; map: ReturnType<typeof map> }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      leaves,
      tie('map'),
      fc.array(fc.oneof(tie('node'), items), { minLength, maxLength: 4 }).map((nodes) => list(...nodes)),
    ),
    map: fc
      .uniqueArray(fc.tuple(keys, tie('node')), { selector: ([key]) => key, minLength, maxLength: 5 })
      .map((entries) => map(...entries)),
  })).map;

/** Everything a document can hold. */
const trees = treesOf(
  fc.oneof(scalars, fc.constant(nothing), fc.constant(str(''))),
  fc.string({ minLength: 1 }).map(comment),
  0,
);

/** Only what SOPS authenticates: no nulls, empty texts or empty collections. */
const authenticTrees = treesOf(scalars, scalars, 1);

/** Keys alone: nothing in SOPS authenticates where a list begins and ends. */
const keyedLeaves = (node: ValueNode) =>
  leavesOf(node).map(({ path, value }) => [path.filter((step) => typeof step === 'string'), value]);

describe('any tree', () => {
  it('comes out as it went in', async () => {
    await fc.assert(
      fc.asyncProperty(trees, trees, fc.constantFrom('yaml', 'json'), async (plain, other, format) => {
        const documents = format === 'yaml' ? [plain, other] : [plain];
        const text = await encodeSops(documents, { recipients, format });
        expect(await decryptText(text, identities, format)).toEqual({
          kind: 'decrypted',
          document: toValueNode(plain),
        });
      }),
      { numRuns: 60 },
    );
  });

  it('never gives other values once a character of the file was changed', async () => {
    await fc.assert(
      fc.asyncProperty(
        authenticTrees,
        fc.constantFrom('yaml', 'json'),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.oneof(
          fc.string({ unit: 'binary-ascii', minLength: 0, maxLength: 1 }),
          fc.constantFrom(' ', '"', ':', '-', '#', '\n'),
        ),
        async (plain, format, position, replacement) => {
          const text = await encodeSops([plain], { recipients, format });
          const at = Math.floor(position * text.length);
          const altered = text.slice(0, at) + replacement + text.slice(at + 1);
          const result = await decryptText(altered, identities, format);
          if (result.kind === 'decrypted') {
            expect(keyedLeaves(result.document)).toEqual(keyedLeaves(toValueNode(plain)));
          }
        },
      ),
      { numRuns: 120 },
    );
  });

  it('is refused once a character of an encrypted value, of the MAC or of its time was changed', async () => {
    await fc.assert(
      fc.asyncProperty(authenticTrees, fc.nat(), fc.nat(), async (plain, pick, offset) => {
        const text = await encodeSops([plain], { recipients });
        const places = [...text.matchAll(/ENC\[[^"]*\]|(?<=lastmodified":")[^"]*/g)];
        const place = places[pick % places.length];
        expect(place).toBeDefined();
        const at = (place?.index ?? 0) + (offset % (place?.[0].length ?? 1));
        const altered = `${text.slice(0, at)}${text[at] === 'B' ? 'C' : 'B'}${text.slice(at + 1)}`;
        expect(await decryptText(altered, identities)).toMatchObject({ kind: 'refused' });
      }),
      { numRuns: 120 },
    );
  });

  it('is refused once two of its values traded places', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(scalars, {
          selector: ({ kind, ...rest }) => kind + JSON.stringify(rest),
          minLength: 2,
          maxLength: 6,
        }),
        fc.nat(),
        async (values, pick) => {
          const text = await encodeSops([map(['list', list(...values)])], { recipients });
          const lines = text.split('\n');
          const at = 1 + (pick % (values.length - 1));
          [lines[at], lines[at + 1]] = [lines[at + 1] ?? '', lines[at] ?? ''];
          const [one, two] = values.slice(at - 1).map((value) => (value.kind === 'value' ? value.text : ''));
          fc.pre(`${one}${two}` !== `${two}${one}`);
          expect(await decryptText(lines.join('\n'), identities)).toMatchObject({ code: 'mac-mismatch' });
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is refused with a tag cut short', async () => {
    await fc.assert(
      fc.asyncProperty(scalars, fc.nat(15), async (value, length) => {
        const text = await encodeSops([map(['a', value])], { recipients });
        const altered = text.replace(
          /tag:([^,]+)/,
          (_, tag: string) => `tag:${Buffer.from(tag, 'base64').subarray(0, length).toString('base64')}`,
        );
        expect(await decryptText(altered, identities)).toMatchObject({ code: 'bad-ciphertext' });
      }),
      { numRuns: 32 },
    );
  });
});
