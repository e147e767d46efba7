import { Failure } from '../model/failure.js';

/** The commands that the action runs. */
export const COMMANDS = ['validate', 'plan', 'apply', 'audit'] as const;

/** One of them. */
export type ActionCommand = (typeof COMMANDS)[number];

/** Inputs that become a flag of the same name: input → how it is read, and the commands that have the flag. */
interface FlagInput {
  /** `text`: one line. `switch`: true or false. `list`: a line for each time the flag is given. */
  readonly kind: 'text' | 'switch' | 'list';
  readonly commands: readonly ActionCommand[];
}

const PLANNED = ['plan', 'apply'] as const;
const ONLINE = ['plan', 'apply', 'audit'] as const;

/** Every input that is a flag, in the order in which the flags are given. */
export const FLAG_INPUTS: Readonly<Record<string, FlagInput>> = {
  organization: { kind: 'text', commands: COMMANDS },
  project: { kind: 'text', commands: COMMANDS },
  environment: { kind: 'text', commands: COMMANDS },
  strict: { kind: 'switch', commands: ['validate', 'plan', 'apply'] },
  target: { kind: 'list', commands: ONLINE },
  skip: { kind: 'list', commands: PLANNED },
  'skip-blocked': { kind: 'switch', commands: PLANNED },
  'take-over': { kind: 'list', commands: PLANNED },
  prune: { kind: 'switch', commands: PLANNED },
  'prune-partial': { kind: 'switch', commands: PLANNED },
  'max-deletes': { kind: 'text', commands: PLANNED },
  'max-creates': { kind: 'text', commands: PLANNED },
  shard: { kind: 'text', commands: PLANNED },
  who: { kind: 'switch', commands: ONLINE },
  out: { kind: 'text', commands: ['plan', 'audit'] },
  format: { kind: 'text', commands: ['audit'] },
  stack: { kind: 'list', commands: ['audit'] },
  all: { kind: 'switch', commands: ['audit'] },
  plan: { kind: 'text', commands: ['apply'] },
  'fail-fast': { kind: 'switch', commands: ['apply'] },
  verify: { kind: 'switch', commands: ['apply'] },
  receipt: { kind: 'text', commands: ['apply'] },
  redeploy: { kind: 'switch', commands: ['apply'] },
  'redeploy-wait': { kind: 'switch', commands: ['apply'] },
  'redeploy-timeout': { kind: 'text', commands: ['apply'] },
  root: { kind: 'text', commands: COMMANDS },
  'allow-env': { kind: 'list', commands: PLANNED },
  'allow-exec': { kind: 'switch', commands: PLANNED },
  'allow-insecure-vault': { kind: 'switch', commands: PLANNED },
  'key-file': { kind: 'text', commands: ONLINE },
  'weak-key': { kind: 'switch', commands: PLANNED },
  'api-url': { kind: 'text', commands: ONLINE },
  parallelism: { kind: 'text', commands: ONLINE },
  timeout: { kind: 'text', commands: ONLINE },
  'retry-for': { kind: 'text', commands: ONLINE },
  wait: { kind: 'switch', commands: ONLINE },
  debug: { kind: 'switch', commands: COMMANDS },
  'comment-id': { kind: 'text', commands: PLANNED },
};

/** The inputs of one run of the action. */
export interface Inputs {
  readonly command: ActionCommand;
  readonly paths: readonly string[];
  /** The flags of the command, as arguments; nothing in them can be taken for another flag. */
  readonly flags: readonly string[];
  readonly workingDirectory: string;
  /** Whether to plan without values; null where the action decides. */
  readonly noValues: boolean | null;
  readonly failsOnChanges: boolean;
  readonly summary: boolean;
  /** Whether to hide resolved values in the log. */
  readonly maskValues: boolean;
  /** Whether to comment where there is a pull request. */
  readonly comment: boolean;
  /** Login name of the owner of `token`; empty for the default. */
  readonly commentAuthor: string;
  readonly token: string;
  /** Path of a saved plan or an audit; empty for none. */
  readonly out: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** The variable that a runner puts an input into. Source: `getInput` in `actions/toolkit`. */
export const inputVariable = (name: string): string => `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;

/**
 * Reads all inputs of the action.
 *
 * @throws Failure that names the first input that cannot be used; its text is not repeated.
 */
export const readInputs = (env: Env): Inputs => {
  const command = readCommand(env);
  return {
    command,
    paths: readLines(env, 'paths'),
    flags: Object.entries(FLAG_INPUTS).flatMap(([name, input]) => readFlag(env, command, name, input)),
    workingDirectory: readText(env, 'working-directory'),
    noValues: readText(env, 'no-values') === 'auto' ? null : readSwitch(env, 'no-values'),
    failsOnChanges: readSwitch(env, 'fail-on-changes') ?? false,
    summary: readSwitch(env, 'summary') ?? true,
    maskValues: readSwitch(env, 'mask-values') ?? true,
    comment: readSwitch(env, 'comment') ?? true,
    commentAuthor: readText(env, 'comment-author'),
    token: readText(env, 'github-token'),
    out: readText(env, 'out'),
  };
};

const readCommand = (env: Env): ActionCommand => {
  const given = readText(env, 'command');
  const command = COMMANDS.find((each) => each === given);
  if (command === undefined) throw badInput('command', `must be one of ${COMMANDS.join(', ')}`);
  return command;
};

const readFlag = (
  env: Env,
  command: ActionCommand,
  name: string,
  { kind, commands }: FlagInput,
): readonly string[] => {
  const flags = spellFlag(env, name, kind);
  if (flags.length > 0 && !commands.includes(command)) {
    throw badInput(name, `is only for ${commands.join(', ')}, not for ${command}`);
  }
  return flags;
};

const spellFlag = (env: Env, name: string, kind: FlagInput['kind']): readonly string[] => {
  switch (kind) {
    case 'text': {
      const text = readText(env, name);
      return text === '' ? [] : [`--${name}=${text}`];
    }
    case 'switch':
      return readSwitch(env, name) === true ? [`--${name}`] : [];
    case 'list':
      return readLines(env, name).map((line) => `--${name}=${line}`);
  }
};

const readRaw = (env: Env, name: string): string => (env[inputVariable(name)] ?? '').trim();

/** One line; an empty input is one that was not given. */
const readText = (env: Env, name: string): string => {
  const text = readRaw(env, name);
  if (/[\r\n\0]/.test(text)) throw badInput(name, 'must be one line');
  return text;
};

const readLines = (env: Env, name: string): readonly string[] =>
  readRaw(env, name)
    .split(/\r\n|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

const readSwitch = (env: Env, name: string): boolean | null => {
  const text = readText(env, name);
  if (text === '') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  throw badInput(name, 'must be true or false');
};

const badInput = (name: string, problem: string): Failure =>
  new Failure('bad-input', `the input "${name}" ${problem}`, {
    hint: 'see action.yml for what each input means',
  });
