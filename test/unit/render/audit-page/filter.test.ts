import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AUDIT_VERDICTS, type AuditVerdict } from '../../../../src/model/audit.js';
import {
  applyFilters,
  isUnfiltered,
  listPlaces,
  NO_FILTERS,
  type Filters,
} from '../../../../src/render/audit-page/browser/filter.js';
import { readMatrix, recordAt } from '../../../../src/render/audit-page/browser/matrix.js';
import { encodeAudit } from '../../../../src/render/audit-page/encode.js';
import { AUDIT_TIME, largeAudit, sampleAudit } from '../../../support/audits.js';

const matrix = readMatrix(encodeAudit(sampleAudit(), '0.1.0', AUDIT_TIME));

const find = (filters: Partial<Filters>) => {
  const view = applyFilters(matrix, { ...NO_FILTERS, ...filters });
  return {
    view,
    secrets: view.rows.map((row) => matrix.secrets[row]),
    services: view.columns.map(
      (column) => `${String(matrix.columns[column]?.place)} ${String(matrix.columns[column]?.name)}`,
    ),
  };
};

const verdict = (word: AuditVerdict): number => AUDIT_VERDICTS.indexOf(word);

describe('the filters', () => {
  it('show everything when nothing is looked for', () => {
    const { view } = find({});
    expect(view.rows).toHaveLength(matrix.secrets.length);
    expect(view.columns).toHaveLength(matrix.columns.length);
    expect(view.matches).toBe(62);
    expect(isUnfiltered(NO_FILTERS)).toBe(true);
  });

  it('find a secret by its key, whatever the case', () => {
    expect(find({ search: ' stripe ' }).secrets).toEqual(['STRIPE_KEY']);
  });

  it('find a service by its name, in every environment', () => {
    expect(find({ search: 'storefront' }).services).toContain('shop/production storefront');
    expect(find({ search: 'nightly' }).services).toEqual(['shop/production nightly-reports']);
  });

  it('want every word, wherever it is found', () => {
    const { secrets, services, view } = find({ search: 'smtp staging worker' });
    expect([secrets, services, view.matches]).toEqual([['SMTP_PASSWORD'], ['shop/staging worker'], 1]);
  });

  it('find a cell by what it says', () => {
    expect(find({ search: 'jane' })).toMatchObject({
      secrets: ['STRIPE_KEY'],
      services: ['shop/production checkout'],
    });
  });

  it('leave the rows and columns that hold a wanted verdict', () => {
    const { secrets, services, view } = find({ verdicts: new Set([verdict('orphan'), verdict('missing')]) });
    expect(secrets).toEqual(['SMTP_PASSWORD', 'WEBHOOK_SIGNATURE']);
    expect(services).toEqual(['shop/production storefront', 'shop/production worker']);
    expect(view.matches).toBe(2);
  });

  it('count the verdicts that another choice of verdicts would show', () => {
    const { view } = find({ search: 'checkout', verdicts: new Set([verdict('orphan')]) });
    expect(view.matches).toBe(0);
    expect(view.verdictCounts[verdict('managed')]).toBe(3);
  });

  it('keep to an environment, or to a project with all of its environments', () => {
    const staging = find({ place: { project: 'shop', environment: 'staging' } });
    expect(staging.services).toEqual(['shop/staging checkout', 'shop/staging worker']);
    expect(find({ place: { project: 'shop', environment: null } }).services).toHaveLength(7);
  });

  it('keep to an owner', () => {
    const doppler = matrix.owners.findIndex((label) => label.startsWith('DOPPLER'));
    expect(find({ owner: doppler }).secrets).toEqual(['REDIS_URL']);
    expect(matrix.owners).toContain('stack payments');
    expect(matrix.owners).toContain('set by hand');
  });

  it('show nothing when nothing matches', () => {
    const { view } = find({ search: 'no such thing' });
    expect([view.rows, view.columns, view.matches]).toEqual([[], [], 0]);
  });

  it('offer each project before its environments', () => {
    expect(listPlaces(matrix)).toEqual([
      { project: 'shop', environment: null },
      { project: 'shop', environment: 'production' },
      { project: 'shop', environment: 'staging' },
    ]);
  });

  it('agree with looking at every cell', () => {
    const large = readMatrix(encodeAudit(largeAudit(60, 9), '0.1.0', AUDIT_TIME));
    const places = listPlaces(large);
    const filters = fc.record({
      search: fc.constantFrom('', '00', 'job', 'jane', 'secret_003 service-0001', 'zz'),
      verdicts: fc.array(fc.nat(AUDIT_VERDICTS.length - 1), { maxLength: 3 }).map((list) => new Set(list)),
      place: fc.option(fc.constantFrom(...places)),
      owner: fc.option(fc.nat(large.owners.length - 1)),
    });
    fc.assert(
      fc.property(filters, (wanted) => {
        const view = applyFilters(large, wanted);
        const cells = large.secrets.flatMap((_, row) =>
          large.columns.map((_column, column) => ({ row, column })),
        );
        const matches = cells.filter(({ row, column }) => view.isMatch(row, column));
        expect(matches).toHaveLength(view.matches);
        for (const { row, column } of matches) {
          const record = recordAt(large, row, column);
          const scope = large.columns[column];
          expect(wanted.verdicts.size === 0 || wanted.verdicts.has(record?.verdict ?? -1)).toBe(true);
          expect(wanted.owner === null || record?.owner === wanted.owner).toBe(true);
          expect(wanted.place === null || scope?.project === wanted.place.project).toBe(true);
          expect([view.rows.includes(row), view.columns.includes(column)]).toEqual([true, true]);
        }
        const missed = cells.filter(({ row, column }) => !view.isMatch(row, column));
        const onlyVerdicts = wanted.search === '' && wanted.place === null && wanted.owner === null;
        if (!onlyVerdicts) return;
        expect(
          missed.every((at) => !wanted.verdicts.has(recordAt(large, at.row, at.column)?.verdict ?? -1)),
        ).toBe(true);
      }),
    );
  });
});
