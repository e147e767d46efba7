import { printable } from '../../text/escape.js';

/** What `init` made, and what the person who ran it needs to know of it. */
export interface InitTextInput {
  /** Paths as given, in the order in which they were made, each with what it is. */
  readonly files: readonly { readonly path: string; readonly note: string }[];
  /** Where the manifest is. */
  readonly manifest: string;
  /** The environment variables that its values come from. */
  readonly variables: readonly string[];
  /** The key file in use; null where the key comes from the environment. */
  readonly keyFile: string | null;
  readonly ci: 'github' | 'gitlab' | 'none';
}

/** Says what was made and what comes next. */
export const renderInitText = (input: InitTextInput): string => {
  const width = Math.max(...input.files.map(({ path }) => printable(path).length));
  const files = input.files.map(({ path, note }) => `  ${printable(path).padEnd(width)}  ${note}`);
  const steps = nextSteps(input).map((lines, index) =>
    lines.map((line, row) => `${row === 0 ? `  ${String(index + 1)}. ` : '     '}${line}`).join('\n'),
  );
  return ['Made:', ...files, '', 'Next:', ...steps, ''].join('\n');
};

const nextSteps = ({ manifest, variables, keyFile, ci }: InitTextInput): readonly (readonly string[])[] => {
  const paths = manifest.startsWith('overrides/') ? '' : ` ${quote(manifest)}`;
  const key = keyFile === null ? '' : ` --key-file ${quote(keyFile)}`;
  return [
    variables.length === 0
      ? [`Declare overrides in ${printable(manifest)}; its comments show how.`]
      : ['Give the values:', ...variables.map((name) => `  export ${name}=…`)],
    [`See what would change:  qoverride plan${paths}${key}`],
    [`Change it:              qoverride apply${paths}${key}`],
    ...(ci === 'none' ? [] : [ciSteps(ci, keyFile)]),
    ...(keyFile === null
      ? []
      : [['Keep a copy of the key where passwords are kept: without it no change of a value is noticed.']]),
  ];
};

const ciSteps = (ci: 'github' | 'gitlab', keyFile: string | null): readonly string[] => {
  const install = 'In CI: npm i --save-dev qoverride, and commit package.json and package-lock.json.';
  const key = keyFile === null ? '' : ` (the content of ${printable(keyFile)})`;
  return ci === 'github'
    ? [install, `Set the secrets that the workflow names at its top, QOVERRIDE_KEY${key} among them.`]
    : [
        install,
        `Set the CI/CD variables that the pipeline names at its top, QOVERRIDE_KEY${key} among them.`,
      ];
};

/** Quotes a path for a shell where it needs that. */
const quote = (path: string): string =>
  /^[\w./~-]+$/.test(path) ? path : `'${printable(path).replaceAll("'", String.raw`'\''`)}'`;
