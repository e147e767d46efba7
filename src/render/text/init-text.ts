import { printable } from '../../text/escape.js';

/** The files that `init` created, and the facts for the next steps. */
export interface InitTextInput {
  /** Paths as given, in order of creation, each with a short description. */
  readonly files: readonly { readonly path: string; readonly note: string }[];
  /** Path of the manifest. */
  readonly manifest: string;
  /** The environment variables that supply its values. */
  readonly variables: readonly string[];
  /** Path of the key file; null if the key comes from the environment. */
  readonly keyFile: string | null;
  readonly ci: 'github' | 'gitlab' | 'none';
}

/** Renders the created files and the next steps. */
export const renderInitText = (input: InitTextInput): string => {
  const width = Math.max(...input.files.map(({ path }) => printable(path).length));
  const files = input.files.map(({ path, note }) => `  ${printable(path).padEnd(width)}  ${note}`);
  const steps = nextSteps(input).map((lines, index) =>
    lines.map((line, row) => `${row === 0 ? `  ${String(index + 1)}. ` : '     '}${line}`).join('\n'),
  );
  return ['Created:', ...files, '', 'Next:', ...steps, ''].join('\n');
};

const nextSteps = ({ manifest, variables, keyFile, ci }: InitTextInput): readonly (readonly string[])[] => {
  const paths = manifest.startsWith('overrides/') ? '' : ` ${quote(manifest)}`;
  const key = keyFile === null ? '' : ` --key-file ${quote(keyFile)}`;
  return [
    variables.length === 0
      ? [`Declare overrides in ${printable(manifest)}; its comments show how.`]
      : ['Set the values:', ...variables.map((name) => `  export ${name}=…`)],
    [`Preview the changes:  qoverride plan${paths}${key}`],
    [`Apply them:           qoverride apply${paths}${key}`],
    ...(ci === 'none' ? [] : [ciSteps(ci, keyFile)]),
    ...(keyFile === null
      ? []
      : [['Keep a copy of the key in a password manager: without it, changed values cannot be detected.']]),
  ];
};

const ciSteps = (ci: 'github' | 'gitlab', keyFile: string | null): readonly string[] => {
  const install = 'In CI: npm i --save-dev qoverride, and commit package.json and package-lock.json.';
  const key = keyFile === null ? '' : ` (the content of ${printable(keyFile)})`;
  return ci === 'github'
    ? [install, `Set the secrets listed at the top of the workflow, including QOVERRIDE_KEY${key}.`]
    : [install, `Set the CI/CD variables listed at the top of the pipeline, including QOVERRIDE_KEY${key}.`];
};

/** Quotes a path for a shell if necessary. */
const quote = (path: string): string =>
  /^[\w./~-]+$/.test(path) ? path : `'${printable(path).replaceAll("'", String.raw`'\''`)}'`;
