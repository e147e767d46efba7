import * as fc from 'fast-check';

/** An input for a reader, and what was done to make it. */
export interface FuzzInput {
  readonly bytes: Buffer;
  /** Whether what stood in the place of a value may stand in the place of a name now, and so be named in a message. */
  readonly isRearranged: boolean;
  /** How a failing input is printed. */
  readonly [fc.toStringMethod]: () => string;
}

const makeInput = (bytes: Buffer, isRearranged: boolean): FuzzInput => ({
  bytes,
  isRearranged,
  [fc.toStringMethod]: () => `Buffer.from(${JSON.stringify(bytes.toString('latin1'))}, 'latin1')`,
});

/** A value that cannot come about by chance; long enough that a part of it is still known for what it is. */
export const SECRET = 'Zq8wVx3kPm5tRb7nHd2j';

/** What means something in YAML, JSON, dotenv, a terminal, a CI log or a prototype chain. */
const PIECES: readonly (string | Buffer)[] = [
  Array.from(' \n\t\r:{}[],"\'#&*!|>-?\\%@`=~\0'),
  ['---\n', '...\n', '- ', '? ', ': ', '<<: ', '*a', '&a ', '!!binary ', '!!set ', '!x ', '%YAML 9.9\n'],
  ['null', 'true', '-0', '1e999', '0x1F', '.inf', '9007199254740993', '2026-13-40T99:99:99Z', '${{ x }}'],
  ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'sops', 'ENC[', '[qoverride:', '{"a":'],
  ['\\u0000', '\\ud800', '\\udc00', '\u202e', '\u2066', '\u2028', '\u0085', '\ufeff'],
  ['\u001b[2J', '\n::add-mask::', '##[group]'],
  // Half a surrogate pair, a mark of UTF-16, and an overlong slash.
  [Buffer.from([0xed, 0xa0, 0x80]), Buffer.from([0xff, 0xfe]), Buffer.from([0xc0, 0xaf])],
].flat();

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

type Change = (bytes: Buffer) => Buffer;

const indexIn = (bytes: Buffer, at: number): number => Math.floor(at * (bytes.length + 1));
const splice = (bytes: Buffer, from: number, to: number, put: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(to)]);
const insertAt = (bytes: Buffer, at: number, put: string | Buffer): Buffer =>
  splice(bytes, indexIn(bytes, at), indexIn(bytes, at), Buffer.from(put));

/** Changes that leave the parts of a text in their order. */
const inPlace: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(place, fc.nat(7)).map(([at, bit]): Change => (bytes) => {
    const index = indexIn(bytes, at);
    return splice(bytes, index, index + 1, Buffer.of((bytes[index] ?? 0) ^ (1 << bit)));
  }),
  fc.tuple(place, fc.constantFrom(...PIECES)).map(
    ([at, piece]): Change =>
      (bytes) =>
        insertAt(bytes, at, piece),
  ),
  fc.tuple(place, fc.constantFrom(...PIECES)).map(([at, piece]): Change => (bytes) => {
    const index = indexIn(bytes, at);
    return splice(bytes, index, index + 1, Buffer.from(piece));
  }),
  place.map(
    (at): Change =>
      (bytes) =>
        bytes.subarray(0, indexIn(bytes, at)),
  ),
);

/** Changes after which a part may stand where another one belongs. */
const rearranging: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(place, place, place).map(([from, to, at]): Change => (bytes) => {
    const [start, end] = [indexIn(bytes, from), indexIn(bytes, to)].toSorted((left, right) => left - right);
    return insertAt(bytes, at, bytes.subarray(start, end));
  }),
  fc.tuple(place, place).map(([from, to]): Change => (bytes) => {
    const [start = 0, end = 0] = [indexIn(bytes, from), indexIn(bytes, to)].toSorted(
      (left, right) => left - right,
    );
    return splice(bytes, start, end, Buffer.alloc(0));
  }),
  fc.tuple(place, place, fc.integer({ min: 2, max: 40 })).map(([from, to, times]): Change => (bytes) => {
    const start = indexIn(bytes, from);
    const part = bytes.subarray(start, start + Math.ceil(to * 60));
    return splice(bytes, start, start, Buffer.concat(Array.from({ length: times }, () => part)));
  }),
);

/** Lengths up to where recursion ends badly; the long ones rarely, for they take their time. */
const lengths = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 30, max: 300 }) },
  fc.constantFrom(3000, 12_000),
);

/** Changes that make a text deep, or long. */
const growing: fc.Arbitrary<Change> = fc
  .tuple(
    place,
    lengths,
    fc.constantFrom(
      '[',
      '{',
      '- ',
      '{"a":',
      '[{a: ',
      '? ',
      '[[]',
      '&a ',
      'k',
      '"',
      '\\',
      '\ud83d\ude00',
      '\n ',
      'a: &a [*a]\n',
    ),
    fc.boolean(),
  )
  .map(([at, length, piece, isClosed]): Change => (bytes) => {
    const closing = isClosed ? piece.replaceAll(/[^[{]/g, '').replaceAll('[', ']').replaceAll('{', '}') : '';
    return insertAt(
      bytes,
      at,
      `${piece.repeat(length)}${closing === '' ? '' : `1${closing.repeat(length)}`}`,
    );
  });

const apply = (bytes: Buffer, changes: readonly Change[]): Buffer =>
  changes.reduce((changed, change) => change(changed), bytes);

const fewOf = (change: fc.Arbitrary<Change>): fc.Arbitrary<readonly Change[]> =>
  fc.array(change, { minLength: 1, maxLength: 4 });

const noise = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.string({ unit: 'binary', maxLength: 100 }).map((text) => Buffer.from(text)),
  fc
    .array(fc.oneof(fc.constantFrom(...PIECES), fc.constantFrom('a', 'b', '1')), { maxLength: 60 })
    .map((pieces) => Buffer.concat(pieces.map((piece) => Buffer.from(piece)))),
);

/** Arbitrary bytes, and damaged ones of the valid samples given: flipped, cut, repeated, moved, deepened. */
export const anyInput = (samples: readonly (string | Uint8Array)[]): fc.Arbitrary<FuzzInput> => {
  const sample = fc.constantFrom(...samples.map((text) => Buffer.from(text)));
  return fc.oneof(
    { weight: 1, arbitrary: noise.map((bytes) => makeInput(bytes, false)) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(sample, fewOf(inPlace))
        .map(([bytes, changes]) => makeInput(apply(bytes, changes), false)),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(sample, fewOf(fc.oneof(inPlace, rearranging)))
        .map(([bytes, changes]) => makeInput(apply(bytes, changes), true)),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(sample, growing, fewOf(inPlace))
        .map(([bytes, change, changes]) => makeInput(apply(change(bytes), changes), true)),
    },
  );
};
