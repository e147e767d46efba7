import { Option } from 'commander';
import { isServiceType, SCOPE_TYPES, scopeWord, type ServiceType } from '../model/scope.js';
import { Failure } from '../model/failure.js';
import { readVersion } from '../files/package-file.js';
import { renderDoctorFailureJson, renderDoctorJson } from '../render/json/doctor-json.js';
import { renderDoctorText } from '../render/text/doctor-text.js';
import { createPaint } from '../render/text/paint.js';
import { printable } from '../text/escape.js';
import { doctor } from '../run/doctor/doctor.js';
import type { DoctorResult, LiveProbe, LiveTarget } from '../run/doctor/options.js';
import type { CliCommand, Ending, Forms } from './commands.js';
import { EXIT_FAILED, EXIT_INTERRUPTED } from './exit-codes.js';
import {
  addApiOptions,
  addOutputOptions,
  addScopeOptions,
  createKeyFileOption,
  type ApiFlags,
  type OutputFlags,
  type ScopeFlags,
} from './flags/options.js';
import { readApiOptions, readKeys } from './flags/run-options.js';
import { wantsColor, type Io } from './io.js';
import { withoutDocument } from './output/report.js';
import { watchRun } from './output/show-progress.js';

type DoctorFormat = 'text' | 'json';

type DoctorFlags = ScopeFlags &
  ApiFlags &
  OutputFlags<DoctorFormat> & {
    readonly live?: boolean;
    readonly liveScope?: 'environment';
    readonly secret?: string;
    readonly autoApprove?: boolean;
    readonly keyFile?: string;
  };

/** What the doctor found, and how to show it. */
interface DoctorOutput {
  readonly io: Io;
  readonly flags: DoctorFlags;
  readonly result: DoctorResult;
}

const FORMS: Forms<DoctorFormat, DoctorOutput> = {
  text: {
    render: ({ io, flags, result }) =>
      renderDoctorText(result, createPaint(wantsColor(io, io.stdout, flags.color))),
    renderFailure: withoutDocument,
  },
  json: {
    render: ({ result }) => renderDoctorJson(result, readVersion()),
    renderFailure: ({ failure, requests }) => renderDoctorFailureJson(failure, requests, readVersion()),
  },
};

const SERVICES = SCOPE_TYPES.filter((type) => isServiceType(type));

const HELP = `
Without --live it changes nothing, in at most eight requests: a read-only token is enough. With --live it tries
what the tool assumes about the API, on one override that it makes and removes again, also after Ctrl-C or a
failure. A deployment of the service in the meantime would take the probe value. The service must inherit the
secret and not override it. Takes about a minute and 60 requests.

The JSON holds no value, name or id, so that you can attach it to a report.

Exit codes: 0 healthy, 1 a problem, an assumption that fails and that a guarantee rests on, or something left
behind, 130 interrupted.

Examples:
  $ qoverride doctor
  $ qoverride doctor --live --project shop --environment staging --application checkout --secret DATABASE_URL
  $ qoverride doctor --live --job nightly --secret TOKEN -y --format json > doctor.json     # in CI, or for a report`;

/** `qoverride doctor`: checks whether everything is as the tool needs it. */
export const doctorCommand: CliCommand<DoctorFlags> = {
  forms: FORMS,
  define: (command) => {
    addScopeOptions(command).option(
      '--live',
      'try what the tool assumes, on one override that is made and removed',
    );
    for (const type of SERVICES) {
      const word = scopeWord(type);
      command.option(`--${toFlag(word)} <name>`, `with --live: the ${word} service to try it on`);
    }
    command
      .option('--secret <key>', 'with --live: a secret that the service inherits and does not override')
      .addOption(
        new Option(
          '--live-scope <scope>',
          'with --live: also write at this scope, for what takes it',
        ).choices(['environment']),
      )
      .option('-y, --auto-approve', 'do not ask for confirmation')
      .addOption(createKeyFileOption());
    addApiOptions(command);
    addOutputOptions(command, FORMS);
    command.addHelpText('after', HELP);
  },
  run: async ({ io, flags, session }) => {
    const live = readLiveTarget(io, flags);
    const { display, onProgress } = await watchRun(io, session, flags.color);
    const { live: _, ...options } = { ...readApiOptions(io, flags), ...(await readKeys(io, flags.keyFile)) };
    const result = await doctor({
      ...options,
      ...(live === null ? {} : { live }),
      onProgress,
      interrupt: io.interrupt,
      approve: (probe) => {
        display.stop();
        return approve(io, flags, probe);
      },
    }).finally(display.stop);
    return end(io, flags, result);
  },
};

/** The service and secret of a live run; null for a run that only reads. Rejects what can be rejected before anything is asked. */
const readLiveTarget = (io: Io, flags: DoctorFlags): LiveTarget | null => {
  const named = SERVICES.flatMap(
    (type): readonly { readonly type: ServiceType; readonly service: string }[] => {
      const service = (flags as object as Readonly<Record<string, unknown>>)[scopeWord(type)];
      return typeof service === 'string' ? [{ type, service }] : [];
    },
  );
  const { secret, liveScope } = flags;
  if (flags.live !== true) {
    if (named.length === 0 && secret === undefined && liveScope === undefined) return null;
    throw new Failure('usage', 'a service, --secret and --live-scope are for --live', {
      hint: 'add --live to try things out there, or leave them out to only read',
    });
  }
  const [target, ...others] = named;
  if (target === undefined || others.length > 0 || secret === undefined) {
    throw new Failure('usage', '--live needs one service and one secret', {
      hint: `give one of ${SERVICES.map((type) => `--${toFlag(scopeWord(type))}`).join(', ')}, and --secret KEY`,
    });
  }
  if (flags.autoApprove !== true && io.ask === null) {
    throw new Failure(
      'not-confirmed',
      'doctor --live asks before it writes, and there is no terminal to ask on',
      {
        hint: 'add --auto-approve (-y) where nobody can answer',
      },
    );
  }
  return { ...target, secret, atEnvironment: liveScope === 'environment' };
};

const toFlag = (word: string): string => word.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Says what a live run is about to do, and asks; under `-y` it only says so. */
const approve = async (io: Io, flags: DoctorFlags, probe: LiveProbe): Promise<boolean> => {
  const { address, atEnvironment, leftovers } = probe;
  const lines = [
    `This makes an override at ${printable(address)} with a probe value, edits it, and removes it again.`,
    ...(atEnvironment ? ['It does the same with secrets at environment scope.'] : []),
    ...(leftovers === 0 ? [] : [`It first removes what an earlier run left behind (${String(leftovers)}).`]),
    'Warning: a deployment of the service in the meantime takes the probe value.',
  ];
  io.stderr.write(`${lines.join('\n')}\n`);
  if (flags.autoApprove === true) return true;
  io.stderr.write("\nDo you want to try that?\n  Only 'yes' will be accepted to approve.\n\n");
  const answer = await io.ask?.('  Enter a value: ');
  return answer?.trim() === 'yes';
};

const end = async (io: Io, flags: DoctorFlags, result: DoctorResult): Promise<Ending> => {
  io.stdout.write(await FORMS[flags.format].render({ io, flags, result }));
  if (flags.format === 'json') nameLeftovers(io, result);
  return {
    exitCode: result.interrupted ? EXIT_INTERRUPTED : result.isHealthy ? 0 : EXIT_FAILED,
    findings: [],
    summarize: null,
    renderAs: null,
  };
};

/** The JSON names nothing, so what was left behind, and why a run ended early, is said here. */
const nameLeftovers = (io: Io, { leftovers, failure }: DoctorResult): void => {
  if (failure !== null) io.stderr.write(`error[${failure.code}]: ${printable(failure.message)}\n`);
  for (const address of leftovers) {
    io.stderr.write(
      `error[doctor-leftover]: could not remove ${printable(address)}, which holds a probe value\n`,
    );
  }
};
