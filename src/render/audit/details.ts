import type { AuditCell } from '../../model/audit.js';
import { formatTime } from '../../text/time.js';
import { printable } from '../../text/escape.js';
import { formatLocation } from '../text/diagnostics-text.js';
import { describeOutsideEdit } from '../text/outside-edit-text.js';

/** What there is to say of a cell beside its verdict and stack, fit for printing; nothing of one that is as it should be. */
export const describeCell = (cell: AuditCell): readonly string[] => {
  const { verdict, ownTime, writtenAt } = cell;
  switch (verdict) {
    case 'inherited':
    case 'managed':
      return [];
    case 'edited-outside':
      return [
        ...(cell.edit === null ? describeTime('edited', ownTime) : [describeOutsideEdit(cell.edit)]),
        ...describeTime('last write', writtenAt),
      ];
    case 'unmanaged':
      return [
        ...(cell.stack === null ? [] : ['its marker is forged or copied: it does not verify']),
        ...describeTime('edited', ownTime),
      ];
    case 'foreign-owner':
      return cell.owner === null ? [] : [`owned by ${printable(cell.owner)}`];
    case 'own-secret':
      return cell.parentScope === null
        ? []
        : [`hides the one of level ${printable(cell.parentScope)}`, ...describeTime('edited', ownTime)];
    case 'orphan':
      return cell.parentId === null ? [] : [`its secret ${printable(cell.parentId)} is gone`];
    case 'other-stack':
      return describeDeclared(cell);
    case 'missing':
      return describeDeclared(cell);
    case 'undeclared':
      return describeTime('last write', writtenAt);
  }
};

/** Names the stack that wrote an override, fit for printing; null where that is not known, or belied. */
export const describeStack = ({ verdict, stack }: AuditCell): string | null =>
  stack === null || verdict === 'unmanaged' ? null : `stack ${printable(stack)}`;

const describeTime = (what: string, time: number | null): readonly string[] =>
  time === null ? [] : [`${what} ${formatTime(time)}`];

const describeDeclared = ({ location }: AuditCell): readonly string[] =>
  location === null ? [] : [`declared at ${formatLocation(location)}`];
