import { Failure } from '../model/failure.js';
import type { JobEvent } from './event.js';
import type { Inputs } from './inputs.js';

type Env = Readonly<Record<string, string | undefined>>;

/** What the action runs, and why it runs something other than what it was asked for. */
export interface Decision {
  readonly argv: readonly string[];
  /** A sentence for the log; null where everything is as asked. */
  readonly note: string | null;
  /** Whether there will be a document for the comment and numbers for the outputs. */
  readonly hasReports: boolean;
}

/** Files that the program writes for the action. */
export interface ReportFiles {
  readonly json: string;
  readonly markdown: string;
}

/**
 * Decides what to run. A pull request whose job has no token is only validated, and one whose job has no key is planned without values.
 *
 * @throws Failure where secrets and the code of strangers would meet.
 */
export const decideRun = (inputs: Inputs, event: JobEvent, env: Env, files: ReportFiles): Decision => {
  if (event.name === 'pull_request_target') {
    throw new Failure(
      'unsafe-event',
      'the action never runs for pull_request_target, which gives secrets to code of strangers',
      {
        hint: 'use "on: pull_request": without secrets, the action validates, and with a read-only token it plans without values',
      },
    );
  }
  if (event.isFork && inputs.command === 'apply') {
    throw new Failure('unsafe-event', 'the action does not apply what a pull request from a fork says', {
      hint: 'apply on pushes to your main branch',
    });
  }
  const paths = inputs.paths.length === 0 ? [] : ['--', ...inputs.paths];
  if (inputs.command === 'plan' && event.isPullRequest && !hasToken(env)) {
    const flags = inputs.flags.filter((flag) =>
      /^--(?:organization|project|environment)=|^--strict$|^--debug$/.test(flag),
    );
    return {
      argv: ['validate', ...flags, ...paths],
      note: 'There is no QOVERY_API_TOKEN, as in every pull request from a fork: the manifests are validated, not planned.',
      hasReports: false,
    };
  }
  const { command } = inputs;
  const hasReports = command === 'plan' || command === 'apply';
  const argv = [
    command,
    ...inputs.flags,
    ...(command === 'plan' && isWithoutValues(inputs, event, env) ? ['--no-values'] : []),
    ...(command === 'plan' || command === 'audit' ? ['--detailed-exitcode'] : []),
    ...(command === 'apply' && !inputs.flags.some((flag) => flag.startsWith('--plan='))
      ? ['--auto-approve']
      : []),
    ...(inputs.summary && command !== 'validate' && (env['GITHUB_STEP_SUMMARY'] ?? '') !== ''
      ? ['--summary']
      : []),
    ...(hasReports && inputs.maskValues ? ['--mask-values'] : []),
    ...(hasReports ? [`--report=markdown=${files.markdown}`] : []),
    ...(command === 'validate' ? [] : [`--report=json=${files.json}`]),
    ...paths,
  ];
  return { argv, note: null, hasReports };
};

const isWithoutValues = ({ noValues, flags }: Inputs, event: JobEvent, env: Env): boolean =>
  noValues ??
  (event.isPullRequest &&
    (env['QOVERRIDE_KEY'] ?? '') === '' &&
    !flags.some((flag) => flag.startsWith('--key-file=')));

const hasToken = (env: Env): boolean =>
  ['QOVERY_API_TOKEN', 'QOVERY_CLI_ACCESS_TOKEN'].some((name) => (env[name] ?? '').trim() !== '');
