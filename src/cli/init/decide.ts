import { Failure } from '../../model/failure.js';
import type { Client } from '../../qovery/client/client.js';
import { connect } from '../../run/connect.js';
import { readTargetNames } from '../../run/manifests.js';
import type { ApiFlags, ScopeFlags } from '../flags/options.js';
import { readApiOptions } from '../flags/run-options.js';
import type { Io } from '../io.js';
import type { WatchedRun } from '../output/show-progress.js';
import { type CiSystem, CI_SYSTEMS, workflowPath } from './ci-workflow.js';
import { choosePlace, type ChosenPlace } from './choose-place.js';
import { chooseSecrets, type ChosenSecrets } from './choose-secrets.js';
import { writeFirstManifest, type FirstManifest } from './first-manifest.js';
import type { Questions } from './questions.js';
import { lstat, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { findGitTop } from '../../files/root.js';
import { toFileName } from '../../text/file-name.js';

/** The flags of `init`. */
export interface InitFlags extends ScopeFlags, ApiFlags {
  readonly stack?: string;
  readonly service: readonly string[];
  readonly secret: readonly string[];
  readonly out?: string;
  readonly keyFile?: string;
  /** False under `--no-key`. */
  readonly key: boolean;
  readonly ci?: CiSystem;
  readonly offline?: boolean;
  readonly yes?: boolean;
  readonly color: boolean;
}

/** Everything that `init` will create, decided before the first file is written. */
export interface Decided {
  readonly manifest: FirstManifest;
  /** The key file in use; null where the key comes from elsewhere, or there is none. */
  readonly keyFile: KeyFile | null;
  readonly ci: CiSystem;
}

/** What `init` decides with. */
export interface DecideTools extends WatchedRun {
  /** Null where nobody can be asked. */
  readonly questions: Questions | null;
}

interface Found {
  readonly place: ChosenPlace;
  readonly secrets: ChosenSecrets;
}

const DEFAULT_STACK = 'default';

/** Decides by flags, by asking, and by defaults; throws a `Failure` where none of them can. */
export const decideInit = async (io: Io, flags: InitFlags, tools: DecideTools): Promise<Decided> => {
  refuseFlags(flags);
  const { place, secrets } = flags.offline === true ? stayOffline(io, flags) : await lookUp(io, flags, tools);
  const stack = flags.stack ?? (await tools.questions?.askText(STACK_QUESTION, DEFAULT_STACK, explainStack));
  const path =
    flags.out ?? `overrides/${toFileName(place.scope?.environment ?? place.environment, 'manifest')}.yaml`;
  return {
    manifest: writeFirstManifest({ path, place, stack: stack ?? DEFAULT_STACK }, secrets),
    keyFile: await decideKeyFile(io, flags, tools.questions),
    ci: await decideCi(io, flags.ci, tools.questions),
  };
};

const STACK_QUESTION = 'Which stack do these overrides belong to? (manifests that belong together share one)';

const refuseFlags = ({ secret, service, stack, offline }: InitFlags): void => {
  if (secret.length > 0 && service.length === 0) {
    throw new Failure('usage', '--secret is given without --service', {
      hint: 'name the services that override it with --service',
    });
  }
  if (service.length > 0 && offline === true) {
    throw new Failure('usage', '--service cannot be used with --offline: it needs Qovery', {
      hint: 'leave out one of them',
    });
  }
  if (stack !== undefined && explainStack(stack) !== undefined) {
    throw new Failure('usage', `--stack ${stack} is not a valid stack name`, {
      hint: 'give 1 to 24 lower-case letters, digits or hyphens',
    });
  }
};

const explainStack = (stack: string): string | undefined =>
  /^[a-z0-9-]{1,24}$/.test(stack) ? undefined : 'Give 1 to 24 lower-case letters, digits or hyphens.';

const lookUp = async (
  io: Io,
  flags: InitFlags,
  { display, onProgress, questions }: DecideTools,
): Promise<Found> => {
  const client = connectOrHint(io, flags, onProgress);
  display.say('Reading the names of your services…');
  const place = await choosePlace(client, readTargetNames(flags, io.env), questions);
  const wanted = { services: flags.service, secrets: flags.secret };
  const secrets = await chooseSecrets(client, place.services, wanted, questions);
  display.stop();
  return { place, secrets };
};

const connectOrHint = (io: Io, flags: InitFlags, onProgress: WatchedRun['onProgress']): Client => {
  try {
    return connect({ ...readApiOptions(io, flags), onProgress, signal: io.interrupt });
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'no-token') throw error;
    throw new Failure(error.code, error.message, {
      hint: `${error.hint ?? ''}; or create a manifest without calling Qovery: --offline`,
    });
  }
};

const stayOffline = (io: Io, flags: InitFlags): Found => {
  const { organization, project, environment } = readTargetNames(flags, io.env);
  if (project === null || environment === null) {
    const missing = [
      ...(project === null ? ['--project'] : []),
      ...(environment === null ? ['--environment'] : []),
    ];
    throw new Failure('undecided', 'names cannot be looked up with --offline', {
      hint: `give ${missing.join(' and ')}`,
    });
  }
  return {
    place: { organization, project, environment, scope: null, services: [] },
    secrets: { chosen: [], others: [] },
  };
};

/** A file with the fingerprint key. */
export interface KeyFile {
  /** As given; relative to the working folder. */
  readonly path: string;
  /** Whether it has still to be made. */
  readonly isNew: boolean;
}

const KEY_FILE = '.qoverride.key';

/** Decides on the key file; null if no key is wanted, or `QOVERRIDE_KEY` gives one. An existing key is used, never replaced. */
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
      `Make a fingerprint key in ${path}, ignored by git? It lets plans detect changed values and outside edits`,
    ));
  return isWanted ? { path, isNew: true } : null;
};

/** Decides for which CI to create a workflow; throws a `Failure` where the CI would not find it. */
export const decideCi = async (
  io: Io,
  flag: CiSystem | undefined,
  questions: Questions | null,
): Promise<CiSystem> => {
  const ci = flag ?? (questions === null ? 'none' : await askForCi(io, questions));
  if (ci === 'none') return ci;
  const [top, here] = await Promise.all([findGitTop(io.cwd), realpath(io.cwd)]);
  if (top === null || top === here) return ci;
  throw new Failure(
    'not-at-top',
    `${workflowPath(ci) ?? ''} only works at the top of the repository, ${top}`,
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

/** Offers only workflows that do not exist yet; the system that the folder seems to use is preselected. */
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
