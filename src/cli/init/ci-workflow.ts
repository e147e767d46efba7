import { readPackageFile } from '../../files/package-file.js';

/** Where a workflow can run; `none` makes no workflow. */
export const CI_SYSTEMS = ['github', 'gitlab', 'none'] as const;

/** One of them. */
export type CiSystem = (typeof CI_SYSTEMS)[number];

/** A workflow to be written. */
export interface Workflow {
  /** Where its system looks for it, from the top of the repository. */
  readonly path: string;
  readonly text: string;
}

const EXAMPLES = {
  github: { folder: 'github-actions', path: '.github/workflows/overrides.yaml' },
  gitlab: { folder: 'gitlab', path: '.gitlab-ci.yml' },
} as const;

/** The variable in the examples that is replaced by those of the manifest. */
const SAMPLE = 'CHECKOUT_DATABASE_URL';
const MOST_LISTED = 3;

/** Where a system looks for its workflow; null where there is none. */
export const workflowPath = (system: CiSystem): string | null =>
  system === 'none' ? null : EXAMPLES[system].path;

/** Makes a workflow from the example in the package, with the variables of a manifest instead of the sample. */
export const makeWorkflow = (system: Exclude<CiSystem, 'none'>, variables: readonly string[]): Workflow => {
  const { folder, path } = EXAMPLES[system];
  const example = readPackageFile(`examples/${folder}/${path}`);
  return { path, text: fillWorkflow(example, variables) };
};

/** A line that only passes the sample on is repeated for each variable; elsewhere the variables are listed. */
const fillWorkflow = (example: string, variables: readonly string[]): string =>
  example
    .split('\n')
    .flatMap((line) =>
      line.trim().startsWith(`${SAMPLE}:`)
        ? variables.map((name) => line.replaceAll(SAMPLE, name))
        : [line.replaceAll(SAMPLE, () => listVariables(variables))],
    )
    .join('\n');

const listVariables = (variables: readonly string[]): string => {
  if (variables.length === 0) return 'none yet';
  const more = variables.length - MOST_LISTED;
  const listed = variables.slice(0, MOST_LISTED).join(', ');
  return more > 0 ? `${listed} and ${String(more)} more` : listed;
};
