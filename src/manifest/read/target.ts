import { quoteName } from '../check/names.js';
import { textAt, type MapNode } from '../parse/nodes.js';
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
