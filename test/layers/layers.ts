/** The layers of src/ from the top down. A folder imports the rows below its own, and nothing else outside itself. */
export const LAYERS = [
  ['cli', 'action'],
  ['run'],
  ['manifest', 'values', 'qovery', 'forge', 'apply', 'plan', 'render', 'sandbox'],
  ['http', 'yaml', 'text'],
  ['model'],
] as const satisfies readonly (readonly string[])[];

/** Every folder of src/, from the top down. */
export const FOLDERS: readonly string[] = LAYERS.flat();

/** The folders without effects. */
export const PURE_FOLDERS = ['plan', 'render', 'model'] as const;

/** The row of a folder, counted from the top. */
export const rowOf = (folder: string): number =>
  LAYERS.findIndex((row) => (row as readonly string[]).includes(folder));
