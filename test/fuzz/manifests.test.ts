import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect } from 'vitest';
import { decodeManifest } from '../../src/manifest/source-file.js';
import { loadManifests } from '../../src/manifest/load.js';
import type { ParsedDocument } from '../../src/manifest/parse/parsed-document.js';
import { parseDocuments } from '../../src/manifest/parse/parse.js';
import { expectInside, expectNoSecret, expectPrintable, fuzz } from './fuzz.js';
import { SECRET } from './inputs.js';

const YAML = `version: 1
stack: storefront
organization: Acme
project: shop
environment: production

sources:
  db: { exec: { command: [op, read, '${SECRET}'], format: json, timeout: 5s } }
  kv: { vault: { mount: secret, path: '${SECRET}/{environment}', version: 3 } }

overrides:
  - application: checkout
    secret: DATABASE_URL
    valueFrom: { env: ${SECRET} }
    description: Checkout's own replica
  - container: worker
    secret: STRIPE_KEY
    value: |
      ${SECRET}
      ${SECRET}
    optional: true
  - scope: environment
    secret: PAYMENTS_TOKEN
    valueFrom: &token { source: db, path: [payments, 0, "${SECRET}"] }
    allowEmpty: true
  - { scope: project, secret: PAYMENTS_TOKEN, valueFrom: *token, description: '' }
---
version: 1
overrides: []
`;

const JSON_MANIFEST = JSON.stringify({
  version: 1,
  organization: 'Acme',
  project: 'shop',
  environment: 'production',
  overrides: [
    {
      job: 'nightly',
      secret: 'TLS_CERT',
      valueFrom: { file: { path: SECRET } },
      enableInterpolationInFile: false,
    },
    { helm: 'ingress', secret: 'TOKEN', value: `${SECRET}"\n${SECRET}`, description: 'text' },
    { helm: 'ingress', secret: 'TOKEN', vaule: SECRET },
  ],
});

const MANY = Array.from(
  { length: 130 },
  (_, n) =>
    `  - application: service-${n}\n    secret: KEY_${n}\n    valueFrom: { env: KEY_${n} }\n\n  # ${n}\n`,
).join('');
/** Lists of more items than are built at a time, one of them in a second document. */
const LONG_LISTS = `version: 1\noverrides:\n${MANY}stack: a\n---\nextra: {}\noverrides:\n${MANY}`;

const NO_NAMES = { organization: null, project: null, environment: null } as const;
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'qoverride-fuzz-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('manifests', () => {
  fuzz(
    'of any content give findings, each at a place in the file, and none with a value',
    [YAML, JSON_MANIFEST],
    async ({ bytes, isRearranged }) => {
      writeFileSync(join(folder, 'm.yaml'), bytes);
      const { manifests, diagnostics, frameAt } = await loadManifests({
        paths: ['m.yaml'],
        cwd: folder,
        flags: NO_NAMES,
        defaults: NO_NAMES,
        strict: false,
      });
      expectPrintable(diagnostics);
      if (!isRearranged) expectNoSecret(JSON.stringify(diagnostics));

      const places = [
        ...diagnostics.flatMap(({ location, related }) => [
          location,
          ...related.map((other) => other.location),
        ]),
        ...manifests.targets.map(({ location }) => location),
        ...manifests.overrides.flatMap((override) => [override.location, ...Object.values(override.places)]),
      ];
      const decoded = decodeManifest(bytes);
      const text = decoded.kind === 'text' ? decoded.text : `${decoded.before}?`;
      for (const place of places) expectInside(text, place);
      for (const { location } of manifests.overrides) {
        const frame = frameAt(location);
        expect(frame).not.toBeNull();
        if (!isRearranged) expectNoSecret(frame);
      }
    },
  );

  fuzz(
    'read the same when the items of long lists are built early as when they are not, which a directive brings about',
    [LONG_LISTS],
    ({ bytes }) => {
      const text = bytes.toString();
      expect(readAll(`#Q a\n---\n${text}`)).toEqual(readAll(`%Q a\n---\n${text}`));
    },
  );
});

/** Documents up to the first that is too deep: what comes after depends on the directive. */
const readAll = (text: string): readonly ParsedDocument[] => {
  const documents: ParsedDocument[] = [];
  for (const { problems, ...document } of parseDocuments(text)) {
    documents.push({
      ...document,
      problems: problems.toSorted((left, right) => left.span.start - right.span.start),
    });
    if (problems.some(({ code }) => code === 'too-deep')) break;
  }
  return documents;
};
