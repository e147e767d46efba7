import type { AuditCell } from '../../model/audit.js';
import { formatTime } from '../../text/time.js';
import { printable } from '../../text/escape.js';
import { formatLocation } from '../text/diagnostics-text.js';
import { describeOutsideEdit } from '../text/outside-edit-text.js';

/** Details of a cell besides its verdict and stack, as printable text; empty if the cell is as it should be. */
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
        ...(cell.stack === null ? [] : ['its marker does not verify: it is forged or copied']),
        ...describeTime('edited', ownTime),
      ];
    case 'foreign-owner':
      return cell.owner === null ? [] : [`owned by ${printable(cell.owner)}`];
    case 'own-secret':
      return cell.parentScope === null
        ? []
        : [`shadows the secret at level ${printable(cell.parentScope)}`, ...describeTime('edited', ownTime)];
    case 'orphan':
      return cell.parentId === null ? [] : [`the overridden secret ${printable(cell.parentId)} is gone`];
    case 'other-stack':
      return describeDeclared(cell);
    case 'missing':
      return describeDeclared(cell);
    case 'undeclared':
      return describeTime('last write', writtenAt);
  }
};

/** Names the stack that wrote an override, as printable text; null if the stack is unknown or the marker is forged. */
export const describeStack = ({ verdict, stack }: AuditCell): string | null =>
  stack === null || verdict === 'unmanaged' ? null : `stack ${printable(stack)}`;

const describeTime = (what: string, time: number | null): readonly string[] =>
  time === null ? [] : [`${what} ${formatTime(time)}`];

const describeDeclared = ({ location }: AuditCell): readonly string[] =>
  location === null ? [] : [`declared at ${formatLocation(location)}`];
