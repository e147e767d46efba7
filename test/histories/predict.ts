import { type StoredSecret, secretsAt } from '../../src/sandbox/world/world.js';
import { servicesOf, type Place } from '../../src/sandbox/world/places.js';
import { mayHide } from './limits.js';
import type { Cell } from './steps.js';
import type { Known, Truth } from './truth.js';
import { entriesAt, findCell, findEnvironment, findParent, type HistoryWorld } from './world.js';

/** What a manifest declares in one place. */
export interface Declared {
  readonly cell: Cell;
  readonly value: string;
  /** Null: not managed. */
  readonly description: string | null;
}

/** What decides about the verdicts of one run, besides the world. */
export interface Terms {
  readonly stack: string;
  readonly environment: string;
  readonly declared: readonly Declared[];
  readonly key: string | null;
  readonly oldKeys: readonly string[];
  readonly noValues: boolean;
  readonly takeOver: readonly string[];
  readonly prune: boolean;
}

/** What the tool may say of one declared override. */
export interface Prediction {
  readonly declared: Declared;
  readonly address: string;
  /** Null where the service is not there. */
  readonly place: Place | null;
  /** What is live there; null where nothing is. */
  readonly live: Known | null;
  /** More than one only where nobody can know. */
  readonly reasons: readonly string[];
  /** Whether the description that is to stay holds a dead marker. */
  readonly keepsDeadMarker: boolean;
}

/** Says from what really happened what the tool may say of each declared override. */
export const predictDeclared = (world: HistoryWorld, truth: Truth, terms: Terms): readonly Prediction[] =>
  terms.declared.map((declared) => {
    const { cell } = declared;
    const place = findMeant(world, terms.environment, cell);
    const parent = place === null ? null : findParent(world, place, cell.key);
    const live =
      place === null ? null : (entriesAt(world, place, cell.key).find(({ id }) => id !== parent?.id) ?? null);
    const known = live === null ? null : truth.of(live);
    return {
      declared,
      address: addressOf(terms.environment, cell),
      place,
      live: known,
      reasons: reasonsOf(terms, declared, place, parent, known),
      keepsDeadMarker: declared.description === null && (known?.text.includes('[qoverride:') ?? false),
    };
  });

const addressOf = (environment: string, { service, key }: Cell): string =>
  service === null
    ? `shop/${environment}/${key}`
    : `shop/${environment}/${typeOf(service)}/${service}/${key}`;

/** The kind of service that manifests take a name for. */
export const typeOf = (service: string): string => (service === 'charts' ? 'helm' : 'application');

/** A service of another kind is not the one that is meant. */
const findMeant = (world: HistoryWorld, environment: string, cell: Cell): Place | null => {
  const place = findCell(world, environment, cell);
  const isMeant = cell.service === null || place?.scope === typeOf(cell.service).toUpperCase();
  return isMeant ? place : null;
};

const reasonsOf = (
  terms: Terms,
  declared: Declared,
  place: Place | null,
  parent: StoredSecret | null,
  known: Known | null,
): readonly string[] => {
  if (place === null) return ['no-service'];
  if (parent === null) return ['no-parent'];
  if (known === null) return ['missing'];
  if (known.secret.overrides === null) return ['own-secret'];
  const { origin } = known;
  if (origin === null) return ['adopt'];
  if (origin.kind === 'other-version' || origin.stack !== terms.stack) {
    return [terms.takeOver.includes(origin.stack) ? 'adopt' : 'other-stack'];
  }
  const isHeld = origin.key !== null && keysOf(terms).includes(origin.key);
  const isSound = isSoundAt(known, place.id, declared.cell.key);
  if (isHeld && !isSound) return ['adopt'];
  const byMarker = reasonByMarker(terms, declared, known, isHeld);
  if (known.by !== 'others') return [byMarker];
  const isVisible = isSound && !mayHide(origin, known.at);
  return isVisible ? ['edited-outside'] : ['edited-outside', byMarker];
};

const reasonByMarker = (terms: Terms, declared: Declared, known: Known, isHeld: boolean): string => {
  const isOther = declared.description !== null && declared.description !== known.text;
  if (terms.noValues) return isOther ? 'metadata-changed' : 'value-unknown';
  if (!isHeld) return 'value-unknown';
  if (known.origin?.value !== declared.value) return 'value-changed';
  if (known.origin.key !== terms.key) return 'rekey';
  return isOther ? 'metadata-changed' : 'in-sync';
};

const keysOf = ({ key, oldKeys }: Terms): readonly string[] => (key === null ? [] : [key, ...oldKeys]);

/** Whether the marker is as we wrote it, and where we wrote it. */
const isSoundAt = ({ origin }: Known, scopeId: string, secretKey: string): boolean =>
  origin?.kind === 'genuine' && origin.scopeId === scopeId && origin.secretKey === secretKey;

/** Every live override that is the stack's beyond doubt and that nobody declares: what `--prune` deletes, all of it and nothing else. */
export const predictUndeclared = (
  world: HistoryWorld,
  truth: Truth,
  terms: Terms,
  predictions: readonly Prediction[],
): readonly StoredSecret[] => {
  const environment = findEnvironment(world, terms.environment);
  if (environment === null) return [];
  const declaredAt = new Set(
    predictions.flatMap(({ place, declared }) =>
      place === null ? [] : [`${place.id} ${declared.cell.key}`],
    ),
  );
  // A service that was renamed is still the one that the manifest means.
  const lost = new Set(
    predictions.filter(({ place }) => place === null).map(({ declared }) => declared.cell.key),
  );
  const scopes = terms.prune
    ? [environment.id, ...servicesOf(world.backend.world, environment.id).map(({ id }) => id)]
    : [...new Set(predictions.flatMap(({ place }) => place?.id ?? []))];
  return scopes
    .flatMap((id) => secretsAt(world.backend.world, id))
    .filter((secret) => {
      if (secret.overrides === null) return false;
      const known = truth.of(secret);
      const { origin } = known;
      return (
        origin !== null &&
        origin.stack === terms.stack &&
        origin.key !== null &&
        keysOf(terms).includes(origin.key) &&
        isSoundAt(known, secret.parentId, secret.key) &&
        !declaredAt.has(`${secret.parentId} ${secret.key}`) &&
        !lost.has(secret.key)
      );
    });
};
