import { lstat, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../../model/failure.js';
import { findRoot } from '../../values/root.js';
import type { Io } from '../io.js';
import { CI_SYSTEMS, workflowPath, type CiSystem } from './ci-workflow.js';
import type { Questions } from './questions.js';

/** A file with the fingerprint key. */
export interface KeyFile {
  /** As given; relative to the working folder. */
  readonly path: string;
  /** Whether it has still to be made. */
  readonly isNew: boolean;
}

const KEY_FILE = '.qoverride.key';

/** Decides on the key file; null where no key is wanted, or `QOVERRIDE_KEY` gives one. A key that is there is used, never replaced. */
export const decideKeyFile = async (
  io: Io,
  flags: { readonly key: boolean; readonly keyFile?: string },
  questions: Questions | null,
): Promise<KeyFile | null> => {
  if (!flags.key) return null;
  const path = flags.keyFile ?? KEY_FILE;
  if (flags.keyFile === undefined && (io.env['QOVERRIDE_KEY'] ?? '') !== '') return null;
  if (await exists(resolve(io.cwd, path))) return { path, isNew: false };
  const isWanted =
    flags.keyFile !== undefined ||
    questions === null ||
    (await questions.confirm(
      `Make a fingerprint key in ${path}, kept out of git? With it, changed values and outside edits are noticed`,
    ));
  return isWanted ? { path, isNew: true } : null;
};

/** Decides for which CI to make a workflow; throws a `Failure` where it would not be found. */
export const decideCi = async (
  io: Io,
  flag: CiSystem | undefined,
  questions: Questions | null,
): Promise<CiSystem> => {
  const ci = flag ?? (questions === null ? 'none' : await askForCi(io, questions));
  if (ci === 'none') return ci;
  const [top, here] = await Promise.all([findRoot(io.cwd), realpath(io.cwd)]);
  if (top === here) return ci;
  throw new Failure(
    'not-at-top',
    `${workflowPath(ci) ?? ''} only counts at the top of the repository, ${top}`,
    {
      hint: 'run init there, or give --ci none',
    },
  );
};

const LABELS: Readonly<Record<CiSystem, string>> = {
  github: 'GitHub Actions',
  gitlab: 'GitLab',
  none: 'none',
};

/** Offers only what is not there yet; the system that the folder shows signs of comes first. */
const askForCi = async (io: Io, questions: Questions): Promise<CiSystem> => {
  const isOpen = await Promise.all(
    CI_SYSTEMS.map(async (system) => {
      const path = workflowPath(system);
      return path === null || !(await exists(resolve(io.cwd, path)));
    }),
  );
  const offered = CI_SYSTEMS.filter((_system, index) => isOpen[index] === true);
  const usual = (await exists(resolve(io.cwd, '.github')))
    ? offered.indexOf('github')
    : offered.indexOf('none');
  const chosen = await questions.chooseOne(
    'Make a workflow for which CI?',
    offered.map((system) => ({ label: LABELS[system], hint: workflowPath(system) ?? 'no workflow' })),
    Math.max(usual, 0),
  );
  return offered[chosen] ?? 'none';
};

const exists = async (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );
