import { quoteName, suggestProperty } from '../check/names.js';
import { textAt, type MapNode, type Span } from '../parse/nodes.js';
import { makeError, type Problem } from '../problem.js';

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
}

/** Reads the target of a document; a flag that contradicts the document is reported. */
export const readTarget = (
  root: MapNode,
  flags: TargetNames,
  defaults: TargetNames,
  report: (problem: Problem) => void,
): DocumentTarget => {
  const effective = (property: TargetProperty): string | null => {
    const written = textAt(root, property);
    const flag = flags[property];
    if (written === null) return flag ?? defaults[property];
    const entry = root.entries.get(property);
    if (flag !== null && entry !== undefined && flag.toLowerCase() !== written.toLowerCase()) {
      report(
        makeError(
          'target-conflict',
          entry.key,
          `--${property} ${quoteName(flag)} contradicts ${property} ${quoteName(written)} in the manifest`,
          'remove the flag, or remove the name from the manifest to use it for several targets',
        ),
      );
    }
    return written;
  };
  const stack = textAt(root, 'stack');
  return {
    stack: stack ?? DEFAULT_STACK,
    stackIsWritten: stack !== null,
    organization: effective('organization'),
    project: effective('project'),
    environment: effective('environment'),
  };
};

const PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9_-]*)\}/g;

/** Replaces `{organization}`, `{project}` and `{environment}`; unknown placeholders and missing names are reported. */
export const fillPlaceholders = (
  text: string,
  target: TargetNames,
  span: Span,
  report: (problem: Problem) => void,
): string =>
  text.replaceAll(PLACEHOLDER, (written: string, word: string) => {
    const property = TARGET_PROPERTIES.find((name) => name === word);
    if (property === undefined) {
      report(explainUnknown(word, span));
      return written;
    }
    const name = target[property];
    if (name === null) report(explainUnset(property, span));
    return name ?? written;
  });

const explainUnknown = (word: string, span: Span): Problem => {
  const meant = suggestProperty(word, TARGET_PROPERTIES);
  const known = TARGET_PROPERTIES.map((name) => `{${name}}`).join(', ');
  return makeError(
    'unknown-placeholder',
    span,
    `a placeholder is not one of ${known}`,
    meant === null ? undefined : `did you mean {${meant}}?`,
  );
};

const explainUnset = (property: TargetProperty, span: Span): Problem =>
  makeError(
    'placeholder-unset',
    span,
    `{${property}} has no value: no ${property} is given`,
    `add ${property} to the manifest, or give --${property}`,
  );
