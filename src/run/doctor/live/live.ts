import { formatAddress } from '../../../model/address.js';
import type { Clock } from '../../../model/clock.js';
import type { Explanation } from '../../../model/explanation.js';
import { Failure } from '../../../model/failure.js';
import type { Scope } from '../../../model/scope.js';
import { SecretValue } from '../../../model/secret-value.js';
import { secretRoutes } from '../../../qovery/secrets/routes.js';
import type { EnvironmentsWanted } from '../../../qovery/names/environments.js';
import type { Observations } from '../observations.js';
import type { DoctorOptions, LiveTarget } from '../options.js';
import type { Witness } from '../witness.js';
import { cleanUp, findMarked, listEntries, removeMarked, type MarkedEntry } from './clean-up.js';
import { probeSecondCreate, probeDelete, probeTakenKeys } from './conflicts.js';
import { probeCreate } from './create.js';
import { probeDeployments, readStatus } from './deployments.js';
import { probeEdits } from './edits.js';
import type { Entry } from './entries.js';
import { probeEnvironment } from './environment.js';
import { probeEventLog } from './event-log.js';
import { probeFields } from './fields.js';
import { findLeftovers } from './leftovers.js';
import { environmentOf, findOverridable, findService } from './place.js';
import { createProber, type Prober, type Sender } from './prober.js';

/** What a live run takes. */
export interface LiveInput {
  readonly witness: Witness;
  readonly observations: Observations;
  readonly names: EnvironmentsWanted;
  readonly target: LiveTarget;
  readonly approve: NonNullable<DoctorOptions['approve']>;
  /** Called right before the first write. */
  readonly onStart: () => void;
  readonly interrupt: AbortSignal;
  readonly clock: Clock;
  /** Random text of at least eight letters and digits. */
  readonly randomText: () => string;
}

/** What became of a live run. */
export interface LiveResult {
  readonly leftovers: readonly string[];
  readonly removed: number;
  /** Why it ended early; null if it did not. */
  readonly failure: Explanation | null;
}

/**
 * Tries the assumptions on one override that it makes and removes again, also after an interrupt or a failure.
 *
 * @throws Failure before anything is written, such as `no-service`, `no-parent`, `override-exists`, `doctor-running`, `not-confirmed`.
 */
export const runLive = async (input: LiveInput): Promise<LiveResult> => {
  const { witness, target, interrupt, clock } = input;
  const scope = await findService(witness.client, input.names, target);
  const scopes = target.atEnvironment === true ? [scope, environmentOf(scope)] : [scope];
  const values = { value: makeValue(input), otherValue: makeValue(input) };
  const sender: Sender = { ...values, scope, secretKey: target.secret, witness };
  const { everything, leftovers } = await findLeftovers(sender, scopes, { clock, interrupt });
  const isLeft = ({ key, scope: type }: Entry): boolean =>
    leftovers.some(({ entry }) => entry.key === key && entry.scope === type);
  if (scopes.length === 1) refuseAbove(findMarked(everything, [environmentOf(scope)]));
  const secrets = await listSecrets(sender, everything, input.observations);
  const parent = findOverridable(scope, {
    secrets: secrets.filter((entry) => !isLeft(entry)),
    everything: everything.filter((entry) => !isLeft(entry)),
    secret: target.secret,
  });
  const isApproved = await input.approve({
    address: formatAddress(scope, parent.key),
    atEnvironment: scopes.length > 1,
    leftovers: leftovers.length,
  });
  if (interrupt.aborted) throw new Failure('interrupted', 'interrupted; nothing was changed');
  if (!isApproved) throw new Failure('not-confirmed', 'not approved; nothing was changed');
  input.onStart();
  for (const left of leftovers.toReversed()) await removeLeftover(sender, left);

  const run = input
    .randomText()
    .replaceAll(/[^0-9A-Za-z]/g, '')
    .slice(0, 8)
    .toUpperCase()
    .padEnd(8, '0');
  const prober = createProber({ ...input, ...values, scope, run, parent });
  const clean = (hasLost: boolean): Promise<readonly string[]> =>
    cleanUp(prober, sender, { run, clock }, { scopes, hasLost });
  try {
    await runProbes(prober, scopes, everything);
    return { leftovers: await clean(false), removed: leftovers.length, failure: null };
  } catch (error) {
    const left = await clean(!interrupt.aborted);
    if (!(error instanceof Failure)) throw error;
    const { code, message, hint } = error;
    return { leftovers: left, removed: leftovers.length, failure: { code, message, hint } };
  }
};

/** What is left at the environment is in the way, and a run that may not write there cannot remove it. */
const refuseAbove = ([left]: readonly MarkedEntry[]): void => {
  if (left === undefined) return;
  throw new Failure(
    'doctor-leftover',
    `an earlier live run left ${formatAddress(left.scope, left.entry.key)} behind`,
    { hint: 'add --live-scope environment, so that it is removed first' },
  );
};

const removeLeftover = async (sender: Sender, left: MarkedEntry): Promise<void> => {
  const status = await removeMarked(sender, left);
  if (status < 300 || status === 404) return;
  throw new Failure(
    'access-denied',
    `what an earlier live run left behind cannot be removed: ${formatAddress(left.scope, left.entry.key)} (status ${String(status)})`,
    { hint: 'a live run needs a token with a role that may write there' },
  );
};

const makeValue = ({ randomText }: LiveInput): SecretValue =>
  new SecretValue(`qoverride-doctor-${randomText()}`);

/** Runs all probes; throws a `Failure` where they end early. */
const runProbes = async (
  prober: Prober,
  [, environment]: readonly Scope[],
  everything: readonly Entry[],
): Promise<void> => {
  const { witness, clock } = prober;
  const before = await readStatus(prober);
  const startedAt = witness.client.serverTime.at(clock.now());
  const created = await probeCreate(prober);
  await probeEventLog(prober, created, startedAt);
  const edited = await probeEdits(prober, created);
  await probeSecondCreate(prober, edited);
  await probeFields(prober, edited);
  await probeDeployments(prober, before, everything);
  await probeDelete(prober, edited);
  await probeTakenKeys(prober);
  if (environment !== undefined) await probeEnvironment(prober, environment.id);
};

/** Lists the secrets by the route that a plan uses, and compares their ids with those of the other family. */
const listSecrets = async (
  sender: Sender,
  everything: readonly Entry[],
  observations: Observations,
): Promise<readonly Entry[]> => {
  const { list } = secretRoutes(sender.scope, sender.witness.client.routes.isOldGone());
  if (list.startsWith('/variable')) {
    observations.miss('variableIds', 'there are only routes under /variable here');
    noteEmptyFields(observations, [], everything);
    return everything.filter(({ isSecret }) => isSecret);
  }
  const secrets = await listEntries(sender, list);
  noteEmptyFields(observations, secrets, everything);
  const ids = new Set(everything.map(({ id }) => id));
  observations.see('variableIds', secrets.every(({ id }) => ids.has(id)) ? 'same' : 'other');
  return secrets;
};

/** Notes how empty fields come under both families of routes; where there is only one, what it shows is taken for as assumed if it can be. */
const noteEmptyFields = (
  observations: Observations,
  ofSecrets: readonly Entry[],
  everything: readonly Entry[],
): void => {
  const [old, current] = [ofSecrets, everything].map(
    (entries) => entries.find(hasEmpty)?.emptyFields ?? null,
  );
  if (current === null || current === undefined) return;
  const isByRoute = current === 'null' && old !== 'null';
  observations.see(
    'emptyFields',
    isByRoute ? 'by-route' : current === old || old === null ? current : 'another',
  );
};

const hasEmpty = ({ emptyFields }: Entry): boolean => emptyFields !== null;
