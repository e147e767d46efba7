import { scopeWord } from '../../../../src/model/scope.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { composeEntries, composeManifest } from '../../../../src/manifest/writing/compose-manifest.js';
import type { ManifestDraft } from '../../../../src/model/import.js';
import { SERVICE_TYPES } from '../../../../src/model/scope.js';
import { findHarm } from '../../../support/findings.js';
import { anyDraft, draftOf } from './drafts.js';

describe('composeManifest', () => {
  it('quotes what readers of YAML 1.1 take for something else than text', () => {
    const words = [
      'no',
      'on',
      'y',
      'Off',
      'YES',
      '0755',
      '0o17',
      '1_000',
      '12:30:45',
      '2024-01-01',
      '0b1',
      '~',
      '=',
      '<<',
      '.5',
      '+1',
      '0x1F',
    ];
    const overrides = words.map((word) => ({
      scopeType: 'APPLICATION' as const,
      service: word,
      secret: word,
      env: 'A',
      description: word,
      enableInterpolationInFile: null,
    }));
    const text = composeManifest([draftOf({ project: 'no', environment: 'on', overrides })]);
    const [document] = parseAllDocuments(text, { version: '1.1' });
    expect(document?.toJS()).toMatchObject({
      project: 'no',
      environment: 'on',
      overrides: words.map((word) => ({ application: word, secret: word, description: word })),
    });
  });

  it('writes a document for each draft, below the header', () => {
    const drafts: readonly ManifestDraft[] = [
      draftOf({
        overrides: [
          {
            scopeType: 'APPLICATION',
            service: 'checkout',
            secret: 'DATABASE_URL',
            env: 'CHECKOUT_DATABASE_URL',
            description: "Checkout's own: replica",
            enableInterpolationInFile: false,
          },
          {
            scopeType: 'ENVIRONMENT',
            service: null,
            secret: '123',
            env: 'PRODUCTION_123',
            description: null,
            enableInterpolationInFile: null,
          },
        ],
      }),
      draftOf({ stack: 'billing', organization: null, environment: 'null' }),
    ];
    expect(composeManifest(drafts, ['What this is.', ''])).toBe(`# What this is.
#
version: 1
stack: default
organization: Acme
project: shop
environment: production
overrides:
  - application: checkout
    secret: DATABASE_URL
    valueFrom: { env: CHECKOUT_DATABASE_URL }
    description: "Checkout's own: replica"
    enableInterpolationInFile: false
  - scope: environment
    secret: '123'
    valueFrom: { env: PRODUCTION_123 }
---
version: 1
stack: billing
project: shop
environment: 'null'
overrides: []
`);
  });

  it('reads back as what the drafts say, whatever the names and descriptions', () => {
    fc.assert(
      fc.property(fc.array(anyDraft, { minLength: 1, maxLength: 3 }), (drafts) => {
        const text = composeManifest(drafts, ['header']);
        const documents = parseAllDocuments(text);
        const read = (Array.isArray(documents) ? documents : []).map((document) => {
          expect(document.errors).toEqual([]);
          return document.toJS() as unknown;
        });
        expect(read).toEqual(drafts.map(toData));
      }),
    );
  });

  it('leaves nothing in the file that could move a cursor or reorder text', () => {
    fc.assert(
      fc.property(anyDraft, (draft) => {
        expect(findHarm(composeManifest([draft])).filter((found) => !/::|##/.test(found))).toEqual([]);
      }),
    );
  });
});

describe('composeEntries', () => {
  it('writes entries behind an indent', () => {
    const entry = {
      scopeType: 'JOB',
      service: 'nightly',
      secret: 'KEY',
      env: 'NIGHTLY_KEY',
      description: null,
      enableInterpolationInFile: null,
    } as const;
    expect(composeEntries([entry], '    ')).toBe(
      '    - job: nightly\n      secret: KEY\n      valueFrom: { env: NIGHTLY_KEY }\n',
    );
  });
});

const toData = ({ organization, overrides, ...rest }: ManifestDraft): object => ({
  version: 1,
  ...(organization === null ? {} : { organization }),
  ...rest,
  overrides: overrides.map(({ scopeType, service, secret, env, description, enableInterpolationInFile }) => ({
    ...((SERVICE_TYPES as readonly string[]).includes(scopeType)
      ? { [scopeWord(scopeType)]: service }
      : { scope: scopeType.toLowerCase() }),
    secret,
    valueFrom: { env },
    ...(description === null ? {} : { description }),
    ...(enableInterpolationInFile === null ? {} : { enableInterpolationInFile }),
  })),
});
