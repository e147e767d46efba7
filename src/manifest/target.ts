import { quoteName } from './known-names.js';
import { textAt, type MapNode } from './nodes.js';
import { makeError, type Problem } from './problem.js';

/** What a run can be told about its target outside of manifests; names or UUIDs. */
export interface TargetNames {
  /** Null: not said, likewise below. */
  readonly organization: string | null;
  /** Name or UUID. */
  readonly project: string | null;
  /** Name or UUID. */
  readonly environment: string | null;
}

export const TARGET_PROPERTIES = ['organization', 'project', 'environment'] as const;
export type TargetProperty = (typeof TARGET_PROPERTIES)[number];

const DEFAULT_STACK = 'default';

/** What one document applies to: what it says itself, else what a flag says, else the default. */
export interface DocumentTarget extends TargetNames {
  readonly stack: string;
  readonly stackIsWritten: boolean;
}

/** Reads a document's target; a flag that says something else than the document is reported. */
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
          'leave out the flag, or leave it out of the manifest to use it for several targets',
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
