import { Option, type Command } from 'commander';
import { REASONS, type Reason } from '../../model/plan.js';
import type { FailureForms, OutputFormat } from '../commands.js';
import {
  collect,
  collectReason,
  collectStack,
  durationOption,
  listOption,
  parseCommentId,
  parseCount,
  parseMost,
  parseShardText,
  collectReport,
  type Report,
} from './flag-values.js';

/** Flags that say which manifests to read and what they are for. */
export interface ManifestFlags {
  readonly organization?: string;
  readonly project?: string;
  readonly environment?: string;
  readonly strict?: boolean;
  readonly root?: string;
}

/** Flags that say how to reach the API. Times in milliseconds. */
export interface ApiFlags {
  readonly apiUrl?: string;
  readonly parallelism: number;
  readonly timeout: number;
  readonly retryFor: number;
  readonly wait?: boolean;
}

/** Flags that say where values and keys may come from. */
export interface ValueFlags {
  readonly allowEnv: readonly string[];
  readonly allowExec?: boolean;
  readonly allowInsecureVault?: boolean;
  readonly maskValues?: boolean;
  readonly keyFile?: string;
  readonly weakKey?: boolean;
}

/** Flags that shape a plan. */
export interface PlanFlags {
  readonly target: readonly string[];
  readonly skip: readonly Reason[];
  readonly skipBlocked?: boolean;
  readonly takeOver: readonly string[];
  readonly prune?: boolean;
  readonly prunePartial?: boolean;
  readonly maxDeletes: number;
  readonly maxCreates: number;
  /** Written `i/n`. */
  readonly shard?: string;
}

/** The flags that `plan` and `apply` share. */
export type RunFlags = ManifestFlags & ApiFlags & ValueFlags & PlanFlags;

/** Flags that say how to print. */
export interface OutputFlags<Format extends OutputFormat = OutputFormat> {
  readonly format: Format;
  readonly color: boolean;
  readonly debug?: boolean;
}

/** Adds the flags of commands that read manifests. */
export const addManifestOptions = (command: Command): Command =>
  command
    .argument('[paths...]', 'manifest files, folders or globs; - is standard input (default: ./overrides)')
    .option('--organization <name>', 'organization, where manifests leave it out (env: QOVERY_ORGANIZATION)')
    .option('--project <name>', 'project, where manifests leave it out (env: QOVERY_PROJECT)')
    .option('--environment <name>', 'environment, where manifests leave it out (env: QOVERY_ENVIRONMENT)')
    .option('--strict', 'reject plaintext values in manifests, and suspicious values')
    .addOption(createRootOption());

/** Makes `--root`, the folder that files may be read from. */
export const createRootOption = (): Option =>
  new Option('--root <folder>', 'only read files inside this folder (default: the git top level)');

/** Flags that narrow what a command looks at. */
export interface ScopeFlags {
  readonly organization?: string;
  readonly project?: string;
  readonly environment?: string;
}

/** Adds the flags of commands that look at an organization, a project or an environment. */
export const addScopeOptions = (command: Command): Command =>
  command
    .option('--organization <name>', 'only this organization (env: QOVERY_ORGANIZATION)')
    .option('--project <name>', 'only this project (env: QOVERY_PROJECT)')
    .option('--environment <name>', 'only this environment (env: QOVERY_ENVIRONMENT)');

/** Adds the flags of commands that call the API. */
export const addApiOptions = (command: Command): Command =>
  command
    .option('--api-url <url>', 'address of the API (env: QOVERY_API_URL; default: https://api.qovery.com)')
    .option('--parallelism <n>', 'most requests in flight at once', parseCount, 10)
    .addOption(durationOption('--timeout <duration>', 'longest wait for one answer', '30s'))
    .addOption(
      durationOption('--retry-for <duration>', 'longest time spent on one request, retries included', '60s'),
    )
    .option('--wait', 'if the hourly request limit is used up, sleep until it resets');

/** Adds the flags of commands that resolve values. */
export const addValueOptions = (command: Command): Command =>
  command
    .addOption(
      listOption('--allow-env <glob>', 'environment variables that manifests may read', 'all', collect),
    )
    .option('--allow-exec', 'let manifests run commands (env: QOVERRIDE_ALLOW_EXEC=1)')
    .option(
      '--allow-insecure-vault',
      'ask Vault over plain http on another machine (env: QOVERRIDE_ALLOW_INSECURE_VAULT=1)',
    )
    .option('--mask-values', 'register every value with ::add-mask:: (GitHub Actions only)')
    .addOption(createKeyFileOption())
    .option('--weak-key', 'accept a fingerprint key that could be guessed');

/** The flag of commands that verify or make markers. */
export const createKeyFileOption = (): Option =>
  new Option('--key-file <file>', 'file with the fingerprint key (instead of env QOVERRIDE_KEY)');

/** The flag that narrows a command to some addresses. */
export const createTargetOption = (what: string): Option =>
  listOption('--target <glob>', `only ${what} whose address matches`, 'all', collect);

/** The flag that says who can open a new SOPS file. */
export const createRecipientOption = (): Option =>
  listOption(
    '--recipient <age1…>',
    'age recipient of a new SOPS file (env: SOPS_AGE_RECIPIENTS)',
    'none',
    collect,
  );

/** A flag that names stacks, however many. */
export const createStackOption = (description: string, fallback: string): Option =>
  listOption('--stack <stack>', description, fallback, collectStack);

/** A flag that may be given several times, each time with one more text; `fallback` says in words what leaving it out means. */
export const createListOption = (flags: string, description: string, fallback: string): Option =>
  listOption(flags, description, fallback, collect);

/** Adds the flags that shape a plan. */
export const addPlanOptions = (command: Command): Command =>
  command
    .addOption(createTargetOption('overrides'))
    .addOption(
      listOption('--skip <reason>', 'leave out updates for this reason', 'none', collectReason)
        .choices(REASONS)
        .argParser(collectReason),
    )
    .option('--skip-blocked', 'skip blocked overrides instead of failing')
    .addOption(listOption('--take-over <stack>', 'take over overrides of another stack', 'none', collect))
    .option('--prune', 'delete overrides of this stack that no manifest declares any more')
    .option(
      '--prune-partial',
      'prune even if other manifests of the stack, in the same folder, are not given',
    )
    .option('--max-deletes <n>', 'fail if more overrides than this would be deleted', parseMost, 5)
    .option(
      '--max-creates <n>',
      'most overrides that apply creates for services that a glob found',
      parseMost,
      50,
    )
    .option('--shard <i/n>', 'process one of n equal parts, split by service', parseShardText);

/** Adds the flags that say how to print; `--format` offers just the forms that the command has. */
export const addOutputOptions = (command: Command, forms: FailureForms): Command =>
  command
    .addOption(
      new Option('--format <format>', 'form of the result').choices(Object.keys(forms)).default('text'),
    )
    .option('--no-color', 'print without colour')
    .option('--debug', 'print more on standard error');

/** Flags that say what CI systems are told beside the result. */
export interface CiFlags {
  readonly summary?: boolean;
  readonly commentId?: string;
  readonly codeQuality?: string;
  readonly report?: readonly Report[];
}

/** Adds the flag of commands that say where a manifest is wrong. */
export const addCodeQualityOption = (command: Command): Command =>
  command.option('--code-quality <file>', 'write findings to a file as a GitLab Code Quality report');

/** Adds the flag that writes the result to files, in any of a command's forms but the one that is painted for people. */
export const addReportOption = (command: Command, forms: FailureForms): Command => {
  const formats = Object.keys(forms).filter((format) => format !== 'text') as OutputFormat[];
  return command.addOption(
    listOption(
      '--report <format=file>',
      `also write the result to a file, as ${formats.join(', ')}`,
      'none',
      collectReport(formats),
    ),
  );
};

/** Adds the flags of commands that report in Markdown. */
export const addMarkdownOptions = (command: Command): Command =>
  addSummaryOption(command).option(
    '--comment-id <name>',
    'ID that keeps several plan comments apart',
    parseCommentId,
  );

/** Adds the flag of commands whose result fits into a job summary. */
export const addSummaryOption = (command: Command): Command =>
  command.option('--summary', 'add the result to the job summary as Markdown (GitHub Actions)');

/** Flags that say what is redeployed after an apply. */
export interface RedeployFlags {
  readonly redeploy?: boolean;
  readonly redeployWait?: boolean;
  /** Milliseconds. */
  readonly redeployTimeout?: number;
}

/** Adds the flags of redeploying. */
export const addRedeployOptions = (command: Command): Command =>
  command
    .option('--redeploy', 'then redeploy the services whose overrides are not live yet')
    .option('--redeploy-wait', 'redeploy, and wait until the deployments have ended')
    .addOption(
      durationOption('--redeploy-timeout <duration>', 'longest wait of --redeploy-wait (default: 30m)', null),
    );
