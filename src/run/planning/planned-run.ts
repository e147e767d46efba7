import { compareDiagnostics } from '../../model/diagnostic.js';
import { Failure } from '../../model/failure.js';
import type { Keyring } from '../../model/marker.js';
import type { Plan } from '../../model/plan.js';
import type { LoadedManifests } from '../../manifest/load.js';
import type { Client } from '../../qovery/client/client.js';
import { createSecretReader } from '../../qovery/secrets/read.js';
import { checkNames } from './check-names.js';
import { checkSiblings } from './check-siblings.js';
import { compareWithQovery, createEarlyReading, type Comparison, type Connection } from './compare.js';
import { connect, type RequestSignals } from '../connect.js';
import { readManifests, withFrames } from '../manifests.js';
import { judgeKey } from './judge-key.js';
import { readKeyring, toShape, type PlanOptions, type PlanShape } from './options.js';
import { createResolver, createValueStore } from './values.js';
import { nameEditors } from './who.js';

/** What a run has once its plan is made. */
export interface PlannedRun extends Comparison {
  readonly client: Client;
  readonly keyring: Keyring;
}

/** Makes a plan and keeps what carrying it out takes; throws a `Failure` when there can be no plan. */
export const makePlannedRun = async (options: PlanOptions, signals: RequestSignals): Promise<PlannedRun> => {
  const shape = toShape(options);
  const failed = new AbortController();
  const signal = AbortSignal.any([signals.signal, failed.signal]);
  options.onProgress?.({ kind: 'comparing' });
  try {
    const connectOnce = createConnection(options, { ...signals, signal });
    return await planConnected({ ...options, signal: signals.signal }, shape, connectOnce);
  } catch (error) {
    // What was begun early would keep the program from ending.
    failed.abort();
    throw error;
  }
};

/** Connects when that is first asked for. */
const createConnection = (options: PlanOptions, signals: RequestSignals): (() => Connection) => {
  let connection: Connection | null = null;
  return () => {
    if (connection !== null) return connection;
    const client = connect(options, signals);
    const reader = createSecretReader(client, (done, total) =>
      options.onProgress?.({ kind: 'reading', done, total }),
    );
    connection = { client, reader };
    return connection;
  };
};

const planConnected = async (
  options: PlanOptions,
  shape: PlanShape,
  connectOnce: () => Connection,
): Promise<PlannedRun> => {
  const noValues = options.values === false;
  // Before the manifests, because their first overrides already cause requests.
  const keyring = await readSoundKeyring(options);
  const onOverrides = createEarlyReading(shape, connectOnce);
  const loaded = await readManifests(options, { onOverrides });
  const { manifests, diagnostics, frameAt } = loaded;
  const connection = connectOnce();
  const values = createValueStore(noValues ? null : await createResolver(options));
  const compared = await compareWithQovery({
    ...connection,
    manifests,
    keyring,
    values,
    noValues,
    shape,
    checkTargets: async () => {
      await checkNames(connection.client, loaded);
      if (shape.prune && !shape.prunePartial) await checkSiblings(connection.client, options, manifests);
    },
  })
    .catch((error: unknown) => {
      throw error instanceof Failure ? withFailureFrames(error, frameAt) : error;
    })
    .finally(values.finish);
  const findings = withFrames([...diagnostics, ...compared.plan.diagnostics], frameAt);
  const plan: Plan = { ...compared.plan, diagnostics: findings.toSorted(compareDiagnostics) };
  const run: PlannedRun = { plan, listings: compared.listings, client: connection.client, keyring };
  options.onProgress?.({ kind: 'planned', plan });
  return options.who === true ? { ...run, plan: await askWho(run, options) } : run;
};

/** Reads the keys, and refuses a guessable one where it would sign. Without values nothing is signed. */
const readSoundKeyring = async (options: PlanOptions): Promise<Keyring> => {
  const keyring = readKeyring(options);
  if (options.requireKey === true && !keyring.hasKey) {
    throw new Failure('key-missing', 'a saved plan needs a key', {
      hint: 'give it as QOVERRIDE_KEY or with --key-file',
    });
  }
  if (options.values === false || options.weakKey === true) return keyring;
  const weakness = await judgeKey(keyring);
  if (weakness !== null) throw new Failure(weakness.code, weakness.message, { hint: weakness.hint });
  return keyring;
};

const askWho = async ({ client, plan }: PlannedRun, { onProgress }: PlanOptions): Promise<Plan> => {
  onProgress?.({ kind: 'asking-event-log' });
  const named = await nameEditors(client, plan);
  onProgress?.({ kind: 'planned', plan: named });
  return named;
};

const withFailureFrames = (
  { code, message, hint, diagnostics }: Failure,
  frameAt: LoadedManifests['frameAt'],
): Failure => new Failure(code, message, { hint, diagnostics: withFrames(diagnostics, frameAt) });
