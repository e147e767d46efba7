import { createDiagnostic, type Diagnostic } from '../../model/diagnostic.js';
import { isUuid } from '../../model/scope.js';
import { quoteName } from '../check/names.js';
import { textAt, valueAt, type MapNode, type Span } from '../parse/nodes.js';
import { makeError, type ManifestCode, type Problem } from '../problem.js';

/** The target as flags, environment variables or manifests give it; names or UUIDs. */
export interface TargetNames {
  /** Null: not given; likewise below. */
  readonly organization: string | null;
  /** Name or UUID. */
  readonly project: string | null;
  /** Name or UUID. */
  readonly environment: string | null;
}

export const TARGET_PROPERTIES = ['organization', 'project', 'environment'] as const;
export type TargetProperty = (typeof TARGET_PROPERTIES)[number];

const DEFAULT_STACK = 'default';

/** The target of one document: its own names, else those of flags, else the defaults. */
export interface DocumentTarget extends TargetNames {
  readonly stack: string;
  readonly stackIsWritten: boolean;
  readonly isExclusive: boolean;
}

/** A flag and a name in a manifest of which one is a UUID: only Qovery knows whether both are the same. */
export interface OpenQuestion {
  readonly property: TargetProperty;
  readonly flag: string;
  readonly written: string;
  /** The name in the manifest. */
  readonly span: Span;
}

/** What a document is compared with, and who is told of what does not agree. */
export interface TargetReading {
  /** From the command line: a document that contradicts them is reported. */
  readonly flags: TargetNames;
  /** From the environment: they fill in, and a document that spells one in another case is reported. */
  readonly variables: TargetNames;
  /** Used where neither the document nor a flag gives a name. */
  readonly defaults: TargetNames;
  readonly report: (problem: Problem) => void;
  readonly ask: (question: OpenQuestion) => void;
}

/** Reads the target of a document. Names are compared as they are written, before anything is looked up. */
export const readTarget = (root: MapNode, reading: TargetReading): DocumentTarget => {
  const { flags, variables, defaults } = reading;
  const effective = (property: TargetProperty): string | null => {
    const written = textAt(root, property);
    const flag = flags[property];
    const entry = root.entries.get(property);
    if (written === null || entry === undefined) return flag ?? defaults[property];
    const { key: span } = entry;
    if (flag !== null) compareFlag({ property, flag, written, span }, reading);
    else compareVariable({ property, flag: variables[property] ?? written, written, span }, reading);
    return written;
  };
  const stack = textAt(root, 'stack');
  return {
    stack: stack ?? DEFAULT_STACK,
    stackIsWritten: stack !== null,
    isExclusive: valueAt(root, 'exclusive') === true,
    organization: effective('organization'),
    project: effective('project'),
    environment: effective('environment'),
  };
};

const compareFlag = (question: OpenQuestion, { report, ask }: TargetReading): void => {
  const { property, flag, written, span } = question;
  if (areSame(flag, written)) return;
  if (isUuid(flag) !== isUuid(written)) {
    ask(question);
    return;
  }
  report(
    makeError(
      'target-conflict',
      span,
      `--${property} ${quoteName(flag)} contradicts ${property} ${quoteName(written)} in the manifest`,
      differInCase(flag, written) ? EXACT_NAMES : ONE_OF_BOTH,
    ),
  );
};

const compareVariable = (
  { property, flag: variable, written, span }: OpenQuestion,
  { report }: TargetReading,
): void => {
  if (areSame(variable, written) || !differInCase(variable, written)) return;
  const message = `QOVERY_${property.toUpperCase()} ${quoteName(variable)} and ${property} ${quoteName(written)} in the manifest differ only in case`;
  report(makeError('target-conflict', span, message, EXACT_NAMES));
};

const areSame = (left: string, right: string): boolean =>
  left === right || (isUuid(left) && differInCase(left, right));

const differInCase = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

const EXACT_NAMES = 'Qovery may have both: spell the name the same way in both places';
const ONE_OF_BOTH = 'remove the flag, or remove the name from the manifest to use it for several targets';

/** Most characters of a name. Source: `$defs/name` of the manifest schema. */
const LONGEST_NAME = 255;

/** Checks names that no manifest gives. If a pipeline variable is unset, a run must not silently choose another target. */
export const findBadNames = ({
  flags,
  defaults,
}: Pick<TargetReading, 'flags' | 'defaults'>): readonly Diagnostic[] =>
  TARGET_PROPERTIES.flatMap((property) => {
    if (flags[property]?.trim() === '') {
      return explainName(
        'empty-flag',
        `--${property} is given without a name`,
        'give a name or a UUID, or remove the flag',
      );
    }
    const isTooLong = (flags[property] ?? defaults[property] ?? '').length > LONGEST_NAME;
    const message = `the name of the ${property} must have at most ${String(LONGEST_NAME)} characters`;
    return isTooLong ? explainName('bad-format', message, 'check what the flag or variable holds') : [];
  });

const explainName = (code: ManifestCode, message: string, hint: string): readonly Diagnostic[] => [
  createDiagnostic({ severity: 'error', code, message, hint }),
];
