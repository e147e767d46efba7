import { resolve } from 'node:path';
import { realpath } from 'node:fs/promises';
import type { DeclaredOverride } from '../model/declared-override.js';
import { compareDiagnostics, type Diagnostic } from '../model/diagnostic.js';
import { Failure } from '../model/failure.js';
import type { LoadedManifests } from '../manifest/load.js';
import type { Keyring } from '../model/fingerprint-key.js';
import type { Plan } from '../model/plan.js';
import type { Listing } from '../model/remote-secret.js';
import type { ValueResolution } from '../model/value-reference.js';
import type { Client } from '../qovery/client/client.js';
import { createSecretReader } from '../qovery/secrets/read.js';
import { printable } from '../text/escape.js';
import { describeReading } from '../render/text/progress-text.js';
import { maskLines } from '../values/mask.js';
import { createValueResolver } from '../values/resolver.js';
import { findRoot } from '../values/root.js';
import { connect, type Connection } from './connect.js';
import { createEarlyReading, makePlan } from './planning.js';
import type { Io, Session } from '../cli/io.js';
import { readKeys, type RunKeys } from './keys.js';
import { readManifests } from './manifests.js';
import type { ApiFlags, ManifestFlags, OutputFlags, PlanFlags, ValueFlags } from '../cli/flags/options.js';
import type { Progress } from '../cli/output/progress.js';
import { createValueStore } from './value-store.js';
import { nameEditors } from './who.js';

/** The flags that `plan` and `apply` share. */
export type RunFlags = ManifestFlags & ApiFlags & ValueFlags & PlanFlags & OutputFlags;

/** What `plan` and `apply` have in hand once the plan is made. */
export interface PlannedRun {
  readonly plan: Plan;
  /** The actual state that the plan was made from, by scope id. */
  readonly listings: ReadonlyMap<string, Listing>;
  readonly client: Client;
  readonly keyring: Keyring;
}

/** How one command wants its plan made. */
export interface PlannedRunOptions {
  readonly paths: readonly string[];
  readonly flags: RunFlags;
  readonly noValues: boolean;
  /** Whether a saved plan is made or compared with, which takes a key. */
  readonly needsKey: boolean;
  /** Whether the event log is asked who edited what outside. */
  readonly asksWho: boolean;
  readonly session: Session;
  /** Aborts every request under way. */
  readonly signal: AbortSignal;
  /** Once aborted, writes that have not sent a request yet send none. */
  readonly stop: AbortSignal;
  readonly progress: Progress;
}

/** Makes a plan from the command line's flags; throws a `Failure` when no plan can come about. */
export const planRun = async (io: Io, options: PlannedRunOptions): Promise<PlannedRun> => {
  const failing = new AbortController();
  try {
    return await planConnected(io, options, createConnect(io, options, failing.signal));
  } catch (failure) {
    // What was begun early would keep the program from ending.
    failing.abort();
    throw failure;
  }
};

/** Connects when that is first asked for; ends its requests when the plan fails. */
const createConnect = (
  io: Io,
  { flags, progress, session, signal, stop }: PlannedRunOptions,
  failing: AbortSignal,
): (() => Connection) => {
  let connection: Connection | null = null;
  return () => {
    if (connection !== null) return connection;
    const client = connect(io, flags, {
      signal: AbortSignal.any([signal, failing]),
      stop,
      notify: progress.notify,
    });
    session.countRequests(client.usage);
    const reader = createSecretReader(client, (read, total) =>
      progress.say(() => describeReading(read, total)),
    );
    connection = { client, reader };
    return connection;
  };
};

const planConnected = async (
  io: Io,
  options: PlannedRunOptions,
  connectOnce: () => Connection,
): Promise<PlannedRun> => {
  const { flags, signal } = options;
  const { manifests, diagnostics, frameAt } = await readManifests(
    io,
    options.paths,
    flags,
    undefined,
    createEarlyReading(flags, connectOnce),
  );
  const keys = await readKeys(io, flags.keyFile);
  if (options.needsKey && !keys.keyring.hasKey) {
    throw new Failure('key-missing', 'a saved plan needs a key', {
      hint: 'give it as QOVERRIDE_KEY or with --key-file',
    });
  }
  const { client, reader } = connectOnce();
  const resolveValue = options.noValues ? null : await createResolver(io, flags, keys, signal);
  const made = await makePlan({
    manifests,
    client,
    reader,
    keyring: keys.keyring,
    values: createValueStore(resolveValue),
    noValues: options.noValues,
    flags,
  }).catch((error: unknown) => {
    throw error instanceof Failure ? withFailureFrames(error, frameAt) : error;
  });
  const findings = withFrames([...diagnostics, ...made.plan.diagnostics], frameAt);
  const plan: Plan = { ...made.plan, diagnostics: findings.toSorted(compareDiagnostics) };
  options.session.planned(plan);
  const run: PlannedRun = { plan, listings: made.listings, client, keyring: keys.keyring };
  if (!options.asksWho) return run;
  options.progress.say('Asking the event log who edited what…');
  const named = await nameEditors(client, plan);
  options.session.planned(named);
  return { ...run, plan: named };
};

type FrameAt = LoadedManifests['frameAt'];

/** Shows the source lines of findings that came up after the manifests were read. */
export const withFrames = (diagnostics: readonly Diagnostic[], frameAt: FrameAt): readonly Diagnostic[] =>
  diagnostics.map((diagnostic) => {
    if (diagnostic.frame !== null || diagnostic.location === null) return diagnostic;
    return { ...diagnostic, frame: frameAt(diagnostic.location) };
  });

const withFailureFrames = ({ code, message, hint, diagnostics }: Failure, frameAt: FrameAt): Failure =>
  new Failure(code, message, { hint, diagnostics: withFrames(diagnostics, frameAt) });

const createResolver = async (
  io: Io,
  flags: RunFlags,
  keys: RunKeys,
  signal: AbortSignal,
): Promise<(declared: DeclaredOverride) => Promise<ValueResolution>> => {
  const resolver = createValueResolver({
    env: io.env,
    root: await readRoot(io, flags.root),
    allowEnv: flags.allowEnv,
    allowExec: flags.allowExec === true || io.env['QOVERRIDE_ALLOW_EXEC'] === '1',
    keyFiles: keys.keyFiles,
    homeDir: io.homeDir,
    debug: flags.debug === true ? (line) => io.stderr.write(`debug: ${printable(line)}\n`) : null,
    signal,
    clock: io.clock,
    kill: io.kill,
  });
  const masks = flags.maskValues === true && io.env['GITHUB_ACTIONS'] === 'true';
  return async (declared) => {
    const resolution = await resolver.resolve(declared);
    if (masks && resolution.kind === 'resolved') {
      for (const line of maskLines(resolution.value)) io.stderr.write(`${line}\n`);
    }
    return resolution;
  };
};

const readRoot = async (io: Io, flag: string | undefined): Promise<string> => {
  if (flag === undefined) return findRoot(io.cwd);
  try {
    return await realpath(resolve(io.cwd, flag));
  } catch {
    throw new Failure('no-root', `the folder of --root does not exist: ${flag}`);
  }
};
