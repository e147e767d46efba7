import {
  labelRead,
  type ValuePath,
  type ValueRead,
  type ValueReference,
} from '../../model/value-reference.js';
import { printable } from '../../text/escape.js';

/**
 * Describes the source of a value as printable text, such as `env NAME` or `sops secrets/prod.enc.yaml [stripe, key]`.
 * Of a command, it names only the program, because arguments can contain anything.
 */
export const describeValueReference = (reference: ValueReference): string => {
  switch (reference.kind) {
    case 'literal':
      return 'value (plaintext in the manifest)';
    case 'env':
      return `env ${printable(reference.name)}`;
    case 'file':
      return `file ${printable(reference.path)}`;
    case 'read':
      return reference.source === null
        ? describeRead(reference.read, reference.path)
        : `source ${printable(reference.source)}${formatPath(reference.path)}`;
  }
};

const describeRead = (read: ValueRead, path: ValuePath): string => {
  const { subject, remark, hasFields } = labelRead(read);
  const source = `${read.kind} ${printable(subject)}`;
  const note = remark === null ? '' : ` (${remark})`;
  return hasFields
    ? `${source}${path.map((step) => ` ${printable(String(step))}`).join('')}${note}`
    : `${source}${note}${formatPath(path)}`;
};

const PLAIN_STEP = /^[A-Za-z_][\w.-]*$/;

/** Quotes steps that are not a single word, so that the key `"0"` and the index 0 look different. */
const formatPath = (path: ValuePath): string => {
  if (path.length === 0) return '';
  const steps = path.map((step) =>
    typeof step === 'number' || PLAIN_STEP.test(step) ? String(step) : printable(JSON.stringify(step)),
  );
  return ` [${steps.join(', ')}]`;
};
