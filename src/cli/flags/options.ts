import { Option, type Command } from 'commander';
import { REASONS, type Reason } from '../../model/plan.js';
import { parseShard, type Shard } from '../../plan/shard.js';
import {
  collect,
  collectReason,
  collectStack,
  durationOption,
  listOption,
  parseCommentId,
  parseCount,
  parseMost,
} from './flag-values.js';

/** Flags that say which manifests to read and what they are for. */
export interface ManifestFlags {
  readonly organization?: string;
  readonly project?: string;
  readonly environment?: string;
  readonly strict?: boolean;
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
  readonly root?: string;
  readonly allowEnv: readonly string[];
  readonly allowExec?: boolean;
  readonly maskValues?: boolean;
  readonly keyFile?: string;
}

/** Flags that shape a plan. */
export interface PlanFlags {
  readonly target: readonly string[];
  readonly skip: readonly Reason[];
  readonly skipBlocked?: boolean;
  readonly takeOver: readonly string[];
  readonly prune?: boolean;
  readonly maxDeletes: number;
  readonly shard?: Shard;
}

/** Every form that some command has for its result. */
export type OutputFormat = 'text' | 'json' | 'markdown' | 'csv' | 'html';

/** Flags that say how to print. */
export interface OutputFlags<Format extends OutputFormat = OutputFormat> {
  readonly format: Format;
  readonly color: boolean;
  readonly debug?: boolean;
}

/** Adds the flags of commands that read manifests. */
export const addManifestOptions = (command: Command): Command =>
  command
    .argument('[paths...]', 'manifest files, folders or globs (default: ./overrides)')
    .option('--organization <name>', 'organization, where manifests leave it out (env: QOVERY_ORGANIZATION)')
    .option('--project <name>', 'project, where manifests leave it out (env: QOVERY_PROJECT)')
    .option('--environment <name>', 'environment, where manifests leave it out (env: QOVERY_ENVIRONMENT)')
    .option('--strict', 'refuse plaintext values in manifests');

/** Flags that narrow what a command looks at. */
export interface ScopeFlags {
  readonly organization?: string;
  readonly project?: string;
  readonly environment?: string;
}

/** Adds the flags of commands that look at an organization, a project or an environment. */
export const addScopeOptions = (command: Command): Command =>
  command
    .option('--organization <name>', 'this organization (env: QOVERY_ORGANIZATION)')
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
    .option('--wait', 'when the hourly request limit is used up, sleep until it is reset');

/** Adds the flags of commands that resolve values. */
export const addValueOptions = (command: Command): Command =>
  command
    .option('--root <folder>', 'folder that files must stay under (default: the git top level)')
    .addOption(
      listOption('--allow-env <glob>', 'only environment variables that match may be values', 'all', collect),
    )
    .option('--allow-exec', 'let manifests run commands (env: QOVERRIDE_ALLOW_EXEC=1)')
    .option('--mask-values', 'register every value with ::add-mask:: (GitHub Actions only)')
    .addOption(createKeyFileOption());

/** The flag of commands that verify or make markers. */
export const createKeyFileOption = (): Option =>
  new Option('--key-file <file>', 'file with the fingerprint key (instead of env QOVERRIDE_KEY)');

/** The flag that narrows a command to some addresses. */
export const createTargetOption = (what: string): Option =>
  listOption('--target <glob>', `only ${what} whose address matches`, 'all', collect);

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
      listOption('--skip <reason>', 'leave out updates of this reason', 'none', collectReason)
        .choices(REASONS)
        .argParser(collectReason),
    )
    .option('--skip-blocked', 'leave out what is blocked instead of stopping')
    .addOption(listOption('--take-over <stack>', 'take over overrides of another stack', 'none', collect))
    .option('--prune', 'delete what this stack wrote and no manifest declares any more')
    .option('--max-deletes <n>', 'refuse to delete more than this', parseMost, 5)
    .option('--shard <i/n>', 'do one of n equal parts of the work, split by service', parseShard);

/** Adds the flags that say how to print; `formats` are those that the command knows. */
export const addOutputOptions = (
  command: Command,
  formats: readonly OutputFormat[] = ['text', 'json'],
): Command =>
  command
    .addOption(new Option('--format <format>', 'form of the result').choices(formats).default('text'))
    .option('--no-color', 'print without colour')
    .option('--debug', 'say more on standard error');

/** Flags that say what CI systems are told beside the result. */
export interface CiFlags {
  readonly summary?: boolean;
  readonly commentId?: string;
  readonly codeQuality?: string;
}

/** Adds the flag of commands that say where a manifest is wrong. */
export const addCodeQualityOption = (command: Command): Command =>
  command.option('--code-quality <file>', 'write findings to a file as a GitLab Code Quality report');

/** Adds the flags of commands that report in Markdown. */
export const addMarkdownOptions = (command: Command): Command =>
  addSummaryOption(command).option(
    '--comment-id <name>',
    'tell this comment from others on one pull request',
    parseCommentId,
  );

/** Adds the flag of commands whose result fits into a job summary. */
export const addSummaryOption = (command: Command): Command =>
  command.option('--summary', 'add the result, as markdown, to the job summary (GitHub Actions)');
