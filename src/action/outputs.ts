import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readJsonFile } from '../files/read.js';

/** The outputs of the action, by name. */
export type Outputs = Readonly<Record<'exitcode' | 'changes' | 'summary' | 'plan-file', string>>;

/** What the outputs are made of. */
export interface Result {
  readonly exitCode: number;
  /** Where the program wrote its result as JSON, if it did. */
  readonly jsonFile: string;
  /** The saved plan or audit that was asked for; empty for none. */
  readonly out: string;
  readonly cwd: string;
}

/** Makes the outputs. `summary` is empty where the program wrote no result, and `changes` where that is no plan. */
export const makeOutputs = ({ exitCode, jsonFile, out, cwd }: Result): Outputs => {
  const summary = readSummary(jsonFile);
  return {
    exitcode: String(exitCode),
    changes: summary === null ? '' : countChanges(summary),
    summary: summary === null ? '' : JSON.stringify(summary),
    'plan-file': out !== '' && existsSync(resolve(cwd, out)) ? resolve(cwd, out) : '',
  };
};

type Summary = Readonly<Record<string, unknown>>;

const readSummary = (file: string): Summary | null =>
  (readJsonFile(file) as { readonly summary?: Summary } | null)?.summary ?? null;

const countChanges = ({ create, update, delete: deleted }: Summary): string =>
  [create, update, deleted].every((count) => typeof count === 'number')
    ? String(Number(create) + Number(update) + Number(deleted))
    : '';
