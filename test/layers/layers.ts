/** The layers of src/ from the top down. A folder imports only from rows below its own. */
export const LAYERS = [
  ['cli'],
  ['run'],
  ['manifest', 'values', 'qovery', 'apply', 'plan', 'render', 'sandbox'],
  ['async', 'files', 'http', 'yaml', 'text'],
  ['model'],
] as const satisfies readonly (readonly string[])[];

/** Every folder of src/, from the top down. */
export const FOLDERS: readonly string[] = LAYERS.flat();

/** The folders without effects. */
export const PURE_FOLDERS = ['plan', 'render', 'model'] as const;

/** The folders that pure code may not import although they are below it, because they have effects. */
const EFFECTFUL_FOLDERS: ReadonlySet<string> = new Set(['async', 'files', 'http']);

/** Whether a folder may import another one. */
export const mayImport = (from: string, to: string): boolean => {
  const isPure = (PURE_FOLDERS as readonly string[]).includes(from);
  return rowOf(to) > rowOf(from) && !(isPure && EFFECTFUL_FOLDERS.has(to));
};

/** The row of a folder, counted from the top. */
const rowOf = (folder: string): number =>
  LAYERS.findIndex((row) => (row as readonly string[]).includes(folder));
