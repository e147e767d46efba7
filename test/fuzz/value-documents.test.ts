import { describe, expect } from 'vitest';
import type { DocumentFormat } from '../../src/model/value-reference.js';
import { parseDocument } from '../../src/values/document.js';
import { lookUpScalar } from '../../src/values/value-node.js';
import { decodeValue } from '../../src/values/text.js';
import { expectNoSecret, fuzz } from './fuzz.js';
import { SECRET } from './inputs.js';

const DATA = {
  stripe: { key: SECRET, list: [SECRET, 1.5, true, null] },
  text: `${SECRET}\n${SECRET}`,
  'a b': {},
};
const SAMPLES: Readonly<Record<Exclude<DocumentFormat, 'text'>, readonly string[]>> = {
  json: [JSON.stringify(DATA), JSON.stringify(DATA, null, 2), `"${SECRET}"`],
  yaml: [
    JSON.stringify(DATA),
    `stripe: &s\n  key: ${SECRET}\n  list: ["${SECRET}", '${SECRET}', 0x1F, ~]\ntext: |-\n  ${SECRET}\n  ${SECRET}\ncopy: *s\n`,
  ],
  dotenv: [
    `# comment\nKEY=${SECRET}\nexport OTHER="${SECRET}\\n" # why\nTHIRD='${SECRET}\n${SECRET}'\nEMPTY=\n`,
  ],
};
const PATHS = [
  [],
  ['stripe', 'key'],
  ['stripe', 'list', 0],
  ['text', 'more'],
  ['__proto__', 'x'],
  ['KEY'],
] as const;

describe('documents of values', () => {
  for (const format of ['json', 'yaml', 'dotenv'] as const) {
    fuzz(
      `in ${format} are read or refused, and no refusal holds a value`,
      SAMPLES[format],
      ({ bytes, isRearranged }) => {
        const text = decodeValue(bytes, 'the source');
        if (text.kind === 'problem') {
          expect(text.problem.code).toBe('invalid-utf8');
          return;
        }
        const document = parseDocument(text.value, format, 'the source');
        if (document.kind === 'problem') {
          expectNoSecret(document.problem.message, document.problem.hint);
          return;
        }
        for (const path of PATHS) {
          const found = lookUpScalar(document.value, path, 'the source');
          if (found.kind === 'ok') expect(typeof found.value.text).toBe('string');
          // Keys are named, and only where parts kept their places is a key never a value.
          else if (!isRearranged && format === 'json')
            expectNoSecret(found.problem.message, found.problem.hint);
        }
      },
    );
  }
});
