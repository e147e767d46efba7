import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AUDIT_VERDICTS, type Audit, type AuditCell } from '../../../../src/model/audit.js';
import { describeCell } from '../../../../src/render/audit-page/browser/detail-fields.js';
import { readMatrix, recordAt } from '../../../../src/render/audit-page/browser/matrix.js';
import { encodeAudit } from '../../../../src/render/audit-page/encode.js';
import { printable } from '../../../../src/text/escape.js';
import {
  AUDIT_TIME,
  auditCell,
  auditOf,
  auditScope,
  largeAudit,
  sampleAudit,
} from '../../../support/audits.js';
import { hostileText } from '../hostile.js';

const reread = (audit: Audit) =>
  readMatrix(
    JSON.parse(JSON.stringify(encodeAudit(audit, '0.1.0', AUDIT_TIME))) as ReturnType<typeof encodeAudit>,
  );

const second = (time: number | null): number => Math.floor((time ?? 0) / 1000);

const show = (text: string | null): string => (text === null ? '' : printable(text));

const expectCell = (matrix: ReturnType<typeof reread>, audit: Audit, cell: AuditCell): void => {
  const row = matrix.secrets.indexOf(printable(cell.secretKey));
  const column = audit.scopes.indexOf(cell.scope);
  const record = recordAt(matrix, row, column);
  expect(record).toMatchObject({
    verdict: AUDIT_VERDICTS.indexOf(cell.verdict),
    winner: show(cell.winner),
    overrideId: show(cell.overrideId),
    parentId: show(cell.parentId),
    parentScope: show(cell.parentScope),
    stack: show(cell.stack),
    isVerified: cell.isVerified,
    description: show(cell.description),
    system: show(cell.owner),
    ownTime: second(cell.ownTime),
    writtenAt: second(cell.writtenAt),
    editBy: show(cell.edit?.by ?? null),
    editOrigin: show(cell.edit?.origin ?? null),
    editAt: second(cell.edit?.at ?? null),
    isEditCertain: cell.edit?.isCertain ?? false,
  });
};

describe('the data of the page', () => {
  it('says of every cell what the audit says', () => {
    const audit = sampleAudit();
    const matrix = reread(audit);
    for (const cell of audit.cells) expectCell(matrix, audit, cell);
    const cells = [...matrix.cells].filter((record) => record !== 0);
    expect(cells).toHaveLength(audit.cells.length);
  });

  it('gives every cell its address', () => {
    const scope = auditScope(1, 'HELM', 'a/b', 'c%d', 'e');
    const audit = auditOf([scope], [auditCell(scope, 'KEY/WITH%')]);
    const address = describeCell(reread(audit), 0, 0).fields.find(({ label }) => label === 'Address');
    expect(address?.text).toBe(audit.cells[0]?.address);
  });

  it('leaves the cell empty where a service knows no such secret', () => {
    const audit = sampleAudit();
    const matrix = reread(audit);
    expect(recordAt(matrix, matrix.secrets.indexOf('WEBHOOK_SIGNATURE'), 1)).toBeNull();
  });

  it('survives any text', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(hostileText, { minLength: 1, maxLength: 5, selector: printable }),
        hostileText,
        fc.option(hostileText),
        (keys, name, description) => {
          const scope = auditScope(1, 'APPLICATION', name, name, name);
          const other = auditScope(2, 'JOB', name, null, null);
          const cells = keys.map((key) => auditCell(scope, key, { description, owner: description }));
          const audit = auditOf([scope, other], cells);
          const matrix = reread(audit);
          for (const cell of cells) expectCell(matrix, audit, cell);
        },
      ),
    );
  });

  it('keeps 200,000 cells below two megabytes', () => {
    expect(JSON.stringify(encodeAudit(largeAudit(1000, 200), '0.1.0', AUDIT_TIME)).length).toBeLessThan(2e6);
  });
});
