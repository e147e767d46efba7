import type { StoredSecret } from '../../src/sandbox/world/world.js';
import type { Report, Said } from './driver.js';
import { MAY_BE_AHEAD_FOR_A_MOMENT, MOST_OFF } from './limits.js';
import type { Prediction, Terms } from './predict.js';
import type { Happening, Truth } from './truth.js';
import { entriesAt, type HistoryWorld } from './world.js';

const BLOCKED = new Set(['no-service', 'no-parent', 'own-secret', 'other-stack']);

/** What the verdicts of one run are compared with. */
export interface VerdictCheck {
  readonly terms: Terms;
  readonly skip: string | null;
  readonly skipsBlocked: boolean;
  readonly predictions: readonly Prediction[];
  /** What is the stack's own and no longer declared. */
  readonly undeclared: readonly StoredSecret[];
  readonly report: Report;
}

/** Compares every verdict with what happened; throws where they disagree. */
export const checkVerdicts = (check: VerdictCheck): void => {
  const { terms, predictions, undeclared, report } = check;
  const declared = report.changes.filter(({ reason }) => reason !== 'undeclared');
  expectSame(
    'declared overrides',
    declared.map(({ address }) => address),
    predictions.map(({ address }) => address),
  );
  for (const prediction of predictions) {
    const said = findSaid(report, prediction);
    const { reason, action } = said;
    if (!prediction.reasons.includes(reason)) {
      throw new Error(`${said.address} reads ${reason}, not ${prediction.reasons.join(' or ')}`);
    }
    if (!actionsOf(check, prediction, reason).includes(action)) {
      throw new Error(`${said.address} (${reason}) gets the action ${action}`);
    }
  }
  const mentioned = terms.prune
    ? report.changes.filter(({ reason }) => reason === 'undeclared').map(({ address }) => keyOf(address))
    : report.diagnostics
        .filter(({ code }) => code === 'undeclared')
        .map(({ address }) => keyOf(address ?? ''));
  expectSame(
    'undeclared overrides',
    mentioned,
    undeclared.map(({ key }) => key),
  );
};

const actionsOf = (
  { terms, skip }: VerdictCheck,
  { keepsDeadMarker }: Prediction,
  reason: string,
): readonly string[] => {
  if (BLOCKED.has(reason)) return ['blocked'];
  if (reason === 'missing') return ['create'];
  if (reason === 'in-sync' || reason === skip) return ['none'];
  if (reason === 'value-unknown' && terms.noValues) return ['none'];
  return keepsDeadMarker ? ['update', 'blocked'] : ['update'];
};

/** What the writes of one run are compared with. */
export interface WriteCheck {
  readonly world: HistoryWorld;
  readonly truth: Truth;
  readonly terms: Terms;
  readonly isApply: boolean;
  readonly predictions: readonly Prediction[];
  readonly undeclared: readonly StoredSecret[];
  readonly report: Report;
  /** Everything that the run did, in order. */
  readonly happened: readonly Happening[];
  /** What others did between the plan and the first write. */
  readonly meanwhile: readonly Happening[];
}

/** Compares what a run did with what it said: all of that, nothing else, nothing twice, and nothing of anybody else's. */
export const checkWrites = (check: WriteCheck): void => {
  const { predictions, undeclared, report, happened } = check;
  const isCarriedOut = check.isApply && mayWrite(check);
  const wanted = isCarriedOut
    ? predictions.filter((prediction) => ['create', 'update'].includes(findSaid(report, prediction).action))
    : [];
  const [lost, done] = split(wanted, (prediction) => isLost(check, prediction));
  const gone = new Set(
    check.meanwhile.filter(({ kind }) => kind === 'deleted').map(({ secret }) => secret.id),
  );
  const deleted = isCarriedOut && check.terms.prune && lost.length === 0 ? undeclared : [];
  expectSame(
    'deletes',
    happened.filter(({ kind }) => kind === 'deleted').map(({ secret }) => secret.id),
    deleted.map(({ id }) => id).filter((id) => !gone.has(id)),
  );
  const written = happened.filter(({ kind }) => kind !== 'deleted');
  expectSame(
    'written places',
    [...new Set(written.map(({ secret }) => `${secret.parentId} ${secret.key}`))],
    done.map(({ place, declared }) => `${place?.id ?? ''} ${declared.cell.key}`),
  );
  for (const prediction of done) checkWritten(check, prediction, findSaid(report, prediction));
  for (const prediction of lost) {
    const { address, outcome } = findSaid(report, prediction);
    if (outcome !== 'failed') throw new Error(`${address} is ${String(outcome)}, and cannot be`);
  }
  const isDone = isCarriedOut && lost.length === 0;
  if (check.isApply && wanted.length > 0 && report.isComplete !== isDone) {
    throw new Error(`the apply says that it is ${report.isComplete ? '' : 'not '}complete`);
  }
};

/** Whether others were there first: they deleted what was to be updated, or made what was to be created. */
const isLost = ({ report, meanwhile }: WriteCheck, prediction: Prediction): boolean => {
  const { place, declared } = prediction;
  const kind = findSaid(report, prediction).action === 'create' ? 'created' : 'deleted';
  return meanwhile.some(
    (one) => one.kind === kind && one.secret.parentId === place?.id && one.secret.key === declared.cell.key,
  );
};

const split = <Item>(
  items: readonly Item[],
  isFirst: (item: Item) => boolean,
): readonly [readonly Item[], readonly Item[]] => [
  items.filter(isFirst),
  items.filter((item) => !isFirst(item)),
];

/** An apply writes all or nothing: nothing where something is blocked, or where it would overwrite without a key what has one. */
const mayWrite = ({ terms, predictions, report }: WriteCheck): boolean => {
  if (report.diagnostics.some(({ severity, code }) => severity === 'error' && code !== 'key-missing'))
    return false;
  const overwritesSigned = predictions.some((prediction) => {
    const { live } = prediction;
    if (live === null || findSaid(report, prediction).action !== 'update') return false;
    const { origin } = live;
    return origin !== null && (origin.key !== null || origin.kind === 'other-version');
  });
  return terms.key !== null || !overwritesSigned;
};

const checkWritten = ({ world, truth, terms }: WriteCheck, prediction: Prediction, said: Said): void => {
  const { declared, place, live } = prediction;
  const { address } = said;
  if (said.outcome !== 'applied') throw new Error(`${address} is ${String(said.outcome)}, and was written`);
  if (place === null) throw new Error(`${address} was written where nothing is`);
  const entries = entriesAt(world, place, declared.cell.key).filter(({ overrides }) => overrides !== null);
  const [entry] = entries;
  if (entry === undefined || entries.length > 1) {
    throw new Error(`${address} is there ${String(entries.length)} times`);
  }
  if (live !== null && entry.id !== live.secret.id) throw new Error(`${address} was deleted and made again`);
  if (entry.value.reveal() !== declared.value) throw new Error(`${address} got another value`);
  const { text, origin } = truth.of(entry);
  const isOurs =
    origin?.kind === 'genuine' &&
    origin.stack === terms.stack &&
    origin.key === terms.key &&
    origin.scopeId === place.id &&
    origin.value === declared.value;
  if (!isOurs) throw new Error(`${address} has not got the marker of this write`);
  const kept = live?.text ?? '';
  if (!prediction.keepsDeadMarker && text !== (declared.description ?? kept)) {
    throw new Error(`${address} got the description "${text}"`);
  }
  if ((live?.secret.enableInterpolationInFile ?? null) !== entry.enableInterpolationInFile) {
    throw new Error(`${address} lost its interpolation`);
  }
};

/**
 * No marker that a run leaves is off by more than is known. None that it replaces is ahead by more, or it could be kept and pasted back
 * when its time comes; one that is behind hides nothing.
 */
export const checkMarkers = (truth: Truth, happened: readonly Happening[]): void => {
  const written = happened.filter(({ kind }) => kind !== 'deleted').map(({ secret }) => secret);
  const left = new Set(new Map(written.map((secret) => [secret.id, secret])).values());
  for (const secret of written) {
    const { origin } = truth.of(secret);
    const ahead = origin === null ? 0 : origin.says - origin.at;
    const isOff = left.has(secret)
      ? Math.abs(ahead) > MOST_OFF
      : ahead > MOST_OFF && !MAY_BE_AHEAD_FOR_A_MOMENT;
    if (isOff) throw new Error(`a marker is ${String(ahead)} ms ahead of its write`);
  }
};

const findSaid = ({ changes }: Report, { address }: Prediction): Said => {
  const said = changes.find((change) => change.address === address && change.reason !== 'undeclared');
  if (said === undefined) throw new Error(`nothing is said of ${address}`);
  return said;
};

const keyOf = (address: string): string => address.split('/').at(-1) ?? '';

const expectSame = (what: string, found: readonly string[], expected: readonly string[]): void => {
  const [left, right] = [found, expected].map((list) => list.toSorted().join(', '));
  if (left !== right) throw new Error(`${what}: ${left ?? ''} instead of ${right ?? ''}`);
};
