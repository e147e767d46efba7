import { createSourceFile } from '../../src/manifest/source-file.js';
import { createFramer } from '../../src/manifest/frame.js';
import { readManifest } from '../../src/manifest/read/read-manifest.js';
import { splitDescription } from '../../src/plan/signing/marker.js';
import { parseSavedPlan } from '../../src/plan/saved/saved-plan-parse.js';
import { readEventPage } from '../../src/qovery/events/page.js';
import { readSecrets } from '../../src/qovery/secrets/secret-shape.js';
import { parseFaults } from '../../src/sandbox/http/faults.js';
import { parseSeed } from '../../src/sandbox/seed/parse-seed.js';
import { parseDocument } from '../../src/values/document.js';
import { parseSource } from '../../src/values/sops/parse-source.js';

const NO_NAMES = { organization: null, project: null, environment: null } as const;

/** All that reads foreign text, by what it reads; what it makes of it, or throws, does not matter. */
export const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  manifests: (text) => {
    const source = createSourceFile('m.yaml', '/', text);
    const { problems } = readManifest(source, {
      flags: NO_NAMES,
      variables: NO_NAMES,
      defaults: NO_NAMES,
      strict: false,
    });
    return createFramer(source)({ file: 'm.yaml', line: 1, column: 1 }, problems.length);
  },
  'seed files': (text) => parseSeed(text, 'seed.yaml'),
  'fault files': (text) => parseFaults(text, 'faults.yaml'),
  'SOPS files': (text) => parseSource(`${text}\nsops: {mac: x}\n`, 'yaml'),
  'SOPS dotenv files': (text) => parseSource(text, 'dotenv'),
  'YAML values': (text) => parseDocument(text, 'yaml', 'the source'),
  'JSON values': (text) => parseDocument(JSON.stringify(text.split('\n')), 'json', 'the source'),
  'dotenv values': (text) => parseDocument(text, 'dotenv', 'the source'),
  descriptions: (text) => splitDescription(`${'[qoverride:'.repeat(text.length / 10)}${text}]`),
  'API answers': (text) =>
    readSecrets({
      results: text.split('\n').map((line, index) => ({ id: String(index), key: line, scope: 'PROJECT' })),
    }),
  'event logs': (text) =>
    readEventPage({ events: [{ timestamp: '2026-01-01T00:00:00Z', change: text }] }, [
      { secretKey: text.slice(0, 3), overrideId: 'x' },
    ]),
  'plan files': (text) =>
    parseSavedPlan(
      JSON.stringify({
        formatVersion: '1.0',
        tool: { name: 'qoverride', version: '1' },
        keyId: 'x',
        flags: Object.fromEntries(text.split('\n').map((line, index) => [`f${index}`, line])),
        changes: [],
      }),
    ),
};
