import fc from 'fast-check';
import type { DraftOverride, ManifestDraft } from '../../../../src/model/import.js';
import { SERVICE_TYPES } from '../../../../src/model/scope.js';

/** A draft of the usual environment, with what differs. */
export const draftOf = (differences: Partial<ManifestDraft>): ManifestDraft => ({
  stack: 'default',
  organization: 'Acme',
  project: 'shop',
  environment: 'production',
  overrides: [],
  ...differences,
});

/** Text that YAML, terminals and CI systems could take for something else. */
export const oddText = fc.oneof(
  fc.constantFrom(
    'yes',
    '~',
    '1e3',
    '0x1F',
    '- a',
    'a: b',
    '# c',
    '{x}',
    "it's",
    '"q"',
    '::error::x',
    '*a',
    '&a',
    '!t',
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom(
      'a',
      ' ',
      '\n',
      '\t',
      '\u202e',
      '\u2028',
      '\u0085',
      '\u{e0001}',
      ':',
      '#',
      "'",
      '\\',
    ),
    minLength: 1,
    maxLength: 12,
  }),
);

const anyOverride: fc.Arbitrary<DraftOverride> = fc
  .record({
    scopeType: fc.constantFrom(...SERVICE_TYPES, 'ENVIRONMENT' as const, 'PROJECT' as const),
    service: oddText,
    secret: oddText,
    env: fc.stringMatching(/^[A-Z][A-Z0-9_]{0,9}$/),
    description: fc.option(fc.oneof(oddText, fc.string({ maxLength: 250 }))),
    enableInterpolationInFile: fc.option(fc.boolean()),
  })
  .map((override) => ({
    ...override,
    service:
      override.scopeType === 'ENVIRONMENT' || override.scopeType === 'PROJECT' ? null : override.service,
  }));

/** Any draft, with names as they come. */
export const anyDraft: fc.Arbitrary<ManifestDraft> = fc.record({
  stack: fc.stringMatching(/^[a-z0-9-]{1,24}$/),
  organization: fc.option(oddText),
  project: oddText,
  environment: oddText,
  overrides: fc.array(anyOverride, { maxLength: 4 }),
});
