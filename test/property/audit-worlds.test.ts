import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Audit } from '../../src/model/audit.js';
import type { Listing } from '../../src/model/remote-secret.js';
import type { Scope } from '../../src/model/scope.js';
import { buildAudit, type AuditInput } from '../../src/plan/audit/build.js';
import { renderAuditCsv } from '../../src/render/audit/csv.js';
import { renderAuditJson } from '../../src/render/audit/json.js';
import { renderAuditMarkdown } from '../../src/render/audit/markdown.js';
import { renderAuditText } from '../../src/render/audit/text.js';
import { createPaint } from '../../src/render/text/paint.js';
import {
  checkout,
  declare,
  describeMarked,
  keyring,
  keyringOf,
  list,
  production,
  scopeTypeOf,
  secret,
  shop,
  type Stored,
  TIME,
  worker,
} from '../support/worlds/index.js';
import { hostileText, isCalm } from '../unit/render/hostile.js';
import { USAGE } from '../unit/render/sample.js';

const SERVICES: readonly Scope[] = [
  checkout,
  worker,
  { ...worker, id: checkout.id.replace(/1$/, '9'), type: 'JOB' },
];
const SCOPES: readonly Scope[] = [...SERVICES, production, shop];
const KEYS = ['A', 'B', 'C'] as const;

const texts = fc.oneof(
  fc.constantFrom(null, 'by hand', '=HYPERLINK("x")', '+1', '@SUM(A1)', '-2', '[qoverride:2:storefront:x]'),
  hostileText,
);

/** Entries at any level, linked to any above them, or to one that is not there. */
const storedSecrets: fc.Arbitrary<readonly Stored[]> = fc
  .uniqueArray(
    fc.record({
      at: fc.constantFrom(...SCOPES),
      key: fc.oneof(fc.constantFrom(...KEYS), hostileText),
      kind: fc.constantFrom('own', 'override', 'override', 'alias', 'odd'),
      text: texts,
      isMarked: fc.boolean(),
      late: fc.constantFrom(0, 0, 60_000),
      ownedBy: fc.oneof(fc.constantFrom(null, 'QOVERY'), hostileText),
      isGone: fc.constantFrom(false, false, true),
    }),
    { selector: ({ at, key }) => `${at.id} ${key}`, maxLength: 12 },
  )
  .map((entries) =>
    entries.map(({ at, key, kind, text, isMarked, late, ownedBy, isGone }, index): Stored => {
      const number = 1000 + index;
      const parents = entries.flatMap((other, place) =>
        other.key === key &&
        other.kind === 'own' &&
        other.at !== at &&
        (other.at === shop || other.at === production)
          ? [{ id: secret(1000 + place).id, key, scope: other.at.type }]
          : [],
      );
      const [link = { id: secret(9000 + index).id, key, scope: 'PROJECT' }] = isGone ? [] : parents;
      return {
        at,
        secret: secret(number, {
          key,
          scope: at.type,
          type: kind === 'odd' ? 'SOMETHING_NEW' : null,
          overrides: kind === 'override' ? link : null,
          aliasOf: kind === 'alias' ? link : null,
          description: isMarked ? describeMarked({ text: text ?? '', scopeId: at.id, secretKey: key }) : text,
          ownTime: TIME * 1000 + late,
          ownedBy,
        }),
      };
    }),
  );

const inputs: fc.Arbitrary<AuditInput> = fc
  .record({
    stored: storedSecrets,
    overridden: fc.constantFrom('listed' as const, 'hidden' as const),
    unread: fc.constantFrom(null, null, worker.id),
    showAll: fc.boolean(),
    hasKey: fc.boolean(),
    declared: fc.array(
      fc.record({
        at: fc.constantFrom(checkout, worker, production),
        key: fc.constantFrom(...KEYS),
        stack: fc.constantFrom('storefront', 'back'),
      }),
      { maxLength: 4 },
    ),
    hasManifests: fc.boolean(),
  })
  .map(({ stored, overridden, unread, showAll, hasKey, declared, hasManifests }) => ({
    services: SERVICES,
    wider: [production, shop],
    listings: new Map<string, Listing>(
      [...SERVICES, production].map((scope) => [
        scope.id,
        scope.id === unread
          ? { kind: 'unreadable', code: 'access-denied', message: 'no', hint: null }
          : list(stored, scope, overridden),
      ]),
    ),
    keyring: hasKey ? keyring : keyringOf(null),
    manifests: hasManifests
      ? {
          entries: declared.map(({ at, key, stack }) => ({
            declared: declare({ ...scopeTypeOf(at), secret: key, stack }),
            scope: { kind: 'found' as const, scope: at },
          })),
          environments: [{ stack: 'storefront', environment: production }],
        }
      : null,
    options: { showAll, stacks: [], target: [] },
  }));

const printAll = (audit: Audit): readonly string[] => [
  renderAuditText({
    audit,
    usage: USAGE,
    showAll: true,
    hasKey: true,
    hasManifests: true,
    paint: createPaint(false),
  }),
  renderAuditJson({ audit, usage: USAGE, toolVersion: '1.2.3' }),
  markdownOf(audit),
  renderAuditCsv(audit),
];

const markdownOf = (audit: Audit): string =>
  renderAuditMarkdown({ audit, usage: USAGE, hasKey: false, hasManifests: false });

/** The fields of one line of CSV, as a spreadsheet reads them. */
const fieldsOf = (line: string): readonly string[] =>
  [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^",]*))(?=,|$)/gu)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );

describe('an audit, for any listings', () => {
  it('is the same whatever the order of scopes, answers and manifests', () => {
    const shuffled = inputs.chain((input) =>
      fc
        .record({
          services: fc.shuffledSubarray([...input.services], { minLength: input.services.length }),
          wider: fc.shuffledSubarray([...input.wider], { minLength: input.wider.length }),
          listings: fc.shuffledSubarray([...input.listings], { minLength: input.listings.size }),
          seed: fc.integer(),
        })
        .map((other) => ({
          input,
          other: {
            ...input,
            services: other.services,
            wider: other.wider,
            listings: new Map(
              other.listings.map(([id, listing]) => [
                id,
                listing.kind === 'read' ? { ...listing, secrets: listing.secrets.toReversed() } : listing,
              ]),
            ),
            manifests:
              input.manifests === null
                ? null
                : { ...input.manifests, entries: input.manifests.entries.toReversed() },
          },
        })),
    );
    fc.assert(
      fc.property(shuffled, ({ input, other }) => {
        expect(printAll(buildAudit(other))).toEqual(printAll(buildAudit(input)));
      }),
      { numRuns: 300 },
    );
  });

  it('has one cell at most for each secret and scope, counts them all, and names every scope of a cell', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { cells, scopes, summary, unread } = buildAudit(input);
        const places = cells.map(({ scope, secretKey }) => `${scope.id} ${secretKey}`);
        expect(new Set(places).size).toBe(places.length);
        expect(Object.values(summary).reduce((sum, count) => sum + count, 0)).toBe(cells.length);
        const known = new Set(scopes.map(({ id }) => id));
        expect(cells.every(({ scope }) => known.has(scope.id))).toBe(true);
        expect(cells.some(({ scope }) => unread.some(({ id }) => id === scope.id))).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('shows all rows that it shows without --all', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const some = buildAudit({ ...input, options: { ...input.options, showAll: false } });
        const all = buildAudit({ ...input, options: { ...input.options, showAll: true } });
        const byPlace = new Map(all.cells.map((cell) => [`${cell.scope.id} ${cell.secretKey}`, cell]));
        for (const cell of some.cells)
          expect(byPlace.get(`${cell.scope.id} ${cell.secretKey}`)).toEqual(cell);
      }),
      { numRuns: 300 },
    );
  });

  it('prints nothing that could move a cursor, run a command or be a formula', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const audit = buildAudit(input);
        for (const output of printAll(audit)) expect(isCalm(output.replace('\n### ', '\n'))).toBe(true);
        const csv = renderAuditCsv(audit);
        expect(csv.split('\n')).toHaveLength(audit.cells.length + audit.unread.length + 2);
        for (const line of csv.trimEnd().split('\n')) {
          const fields = fieldsOf(line);
          expect(fields).toHaveLength(fieldsOf(csv.slice(0, csv.indexOf('\n'))).length);
          expect(fields.filter((field) => /^[=+@\t\r\uff0b\uff0d\uff1d\uff20-]/u.test(field))).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('shows foreign text in Markdown as code alone, within its cell of the table', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const ours = markdownOf(buildAudit(input))
          .replace('<!-- qoverride audit -->', '')
          .replaceAll(/`[^`\n]*`/g, '');
        expect(ours).toMatch(/^[\w \n|#:;,.()…*-]*$/u);
        for (const line of ours.split('\n').filter((one) => one.startsWith('|'))) {
          expect(line.split('|')).toHaveLength(5);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('costs one pass over a large estate', () => {
    const services = Array.from({ length: 1000 }, (_, index): Scope => ({
      ...checkout,
      id: secret(index).id,
      service: `s${String(index)}`,
    }));
    const secrets = Array.from({ length: 200 }, (_, index) =>
      secret(5000 + index, { key: `K${String(index)}` }),
    );
    const overrides = secrets.map((parent, index) =>
      secret(6000 + index, {
        key: parent.key,
        scope: 'APPLICATION',
        overrides: { id: parent.id, key: parent.key, scope: 'PROJECT' },
      }),
    );
    const audit = buildAudit({
      services,
      wider: [production, shop],
      listings: new Map(
        services.map(({ id }, index) => [
          id,
          { kind: 'read', secrets: index === 0 ? [...secrets, ...overrides] : secrets },
        ]),
      ),
      keyring,
      manifests: null,
      options: { showAll: false, stacks: [], target: [] },
    });
    expect(audit.summary).toMatchObject({ unmanaged: 200, inherited: 199_800 });
    expect(
      renderAuditText({
        audit,
        usage: USAGE,
        showAll: false,
        hasKey: true,
        hasManifests: false,
        paint: createPaint(false),
      }).split('\n').length,
    ).toBeLessThan(1100);
  });
});
