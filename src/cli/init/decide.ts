import { Failure } from '../../model/failure.js';
import type { Client } from '../../qovery/client.js';
import { connect } from '../connect.js';
import type { Io, Session } from '../io.js';
import { readTargetNames } from '../manifests.js';
import type { ApiFlags, ScopeFlags } from '../options.js';
import type { Progress } from '../progress.js';
import type { CiSystem } from './ci-workflow.js';
import { decideCi, decideKeyFile, type KeyFile } from './decide-surroundings.js';
import { choosePlace, type ChosenPlace } from './choose-place.js';
import { chooseSecrets, type ChosenSecrets } from './choose-secrets.js';
import { writeFirstManifest, type FirstManifest } from './first-manifest.js';
import type { Questions } from './questions.js';

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

/** All that `init` is to make, decided before the first file is written. */
export interface Decided {
  readonly manifest: FirstManifest;
  /** The key file in use; null where the key comes from elsewhere, or there is none. */
  readonly keyFile: KeyFile | null;
  readonly ci: CiSystem;
}

/** What `init` decides with. */
export interface DecideTools {
  readonly session: Session;
  readonly progress: Progress;
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
  const path = flags.out ?? `overrides/${toFileName(place.scope?.environment ?? place.environment)}.yaml`;
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
    throw new Failure('usage', '--service needs Qovery, which --offline does not ask', {
      hint: 'leave out one of them',
    });
  }
  if (stack !== undefined && explainStack(stack) !== undefined) {
    throw new Failure('usage', `--stack ${stack} is no name of a stack`, {
      hint: 'give 1 to 24 lower-case letters, digits or hyphens',
    });
  }
};

const explainStack = (stack: string): string | undefined =>
  /^[a-z0-9-]{1,24}$/.test(stack) ? undefined : 'Give 1 to 24 lower-case letters, digits or hyphens.';

const lookUp = async (
  io: Io,
  flags: InitFlags,
  { session, progress, questions }: DecideTools,
): Promise<Found> => {
  const client = connectOrHint(io, flags, progress);
  session.countRequests(client.usage);
  progress.say('Reading the names of your services…');
  const place = await choosePlace(client, readTargetNames(io, flags), questions);
  const wanted = { services: flags.service, secrets: flags.secret };
  const secrets = await chooseSecrets(client, place.services, wanted, questions);
  progress.stop();
  return { place, secrets };
};

const connectOrHint = (io: Io, flags: InitFlags, { notify }: Progress): Client => {
  try {
    return connect(io, flags, { signal: io.interrupt, stop: io.interrupt, notify });
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'no-token') throw error;
    throw new Failure(error.code, error.message, {
      hint: `${error.hint ?? ''}; or make a manifest without asking Qovery: --offline`,
    });
  }
};

const stayOffline = (io: Io, flags: InitFlags): Found => {
  const { organization, project, environment } = readTargetNames(io, flags);
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

const MOST_OF_NAME = 60;

/** Names a file after an environment: nothing of the name can lead to another folder. */
const toFileName = (environment: string): string => {
  const name = environment
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, MOST_OF_NAME)
    .replaceAll(/^-|-$/g, '');
  return name === '' ? 'manifest' : name;
};
