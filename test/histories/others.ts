import { createOverride, createSecret } from '../../src/sandbox/world/secret-creation.js';
import { deleteSecret, editSecret } from '../../src/sandbox/world/secret-edits.js';
import { dropEnvironment, servicesOf, type Place } from '../../src/sandbox/world/places.js';
import { putSecret, secretsAt, type StoredSecret } from '../../src/sandbox/world/world.js';
import type { MarkerEdit, Step } from './steps.js';
import type { Happening, Origin, Truth } from './truth.js';
import { entriesAt, findCell, findEnvironment, findParent, findService, type HistoryWorld } from './world.js';

/** What people do in the console, and Terraform beside us. */
export type OthersStep = Extract<
  Step,
  {
    readonly do:
      | 'edit'
      | 'create'
      | 'replay'
      | 'replace'
      | 'delete'
      | 'own-secret'
      | 'delete-parent'
      | 'restore-parent'
      | 'edit-parent'
      | 'rename'
      | 'clone'
      | 'drop-clone';
  }
>;

/** Does what others do; gives what came of it, which is nothing where it cannot be done. */
export const actAsOthers = (world: HistoryWorld, truth: Truth, step: OthersStep): readonly Happening[] => {
  act(world, truth, step);
  return truth.observe('others');
};

const act = (world: HistoryWorld, truth: Truth, step: OthersStep): boolean => {
  switch (step.do) {
    case 'clone':
      return clone(world);
    case 'drop-clone':
      return dropClone(world);
    case 'rename':
      return rename(world, step);
    case 'edit':
    case 'create':
    case 'replay':
    case 'replace':
    case 'delete':
    case 'own-secret':
    case 'delete-parent':
    case 'restore-parent':
    case 'edit-parent': {
      const place = findCell(world, step.environment, step.cell);
      return place !== null && actAt(world, truth, place, step);
    }
  }
};

type PlacedStep = Extract<OthersStep, { readonly environment: string; readonly cell: unknown }>;

const actAt = (world: HistoryWorld, truth: Truth, place: Place, step: PlacedStep): boolean => {
  const { context } = world;
  const { key } = step.cell;
  const parent = findParent(world, place, key);
  const entry = entriesAt(world, place, key).find(({ id }) => id !== parent?.id);
  const override = entry?.overrides === null ? undefined : entry;
  switch (step.do) {
    case 'edit':
      if (override === undefined) return false;
      return edit(world, truth, override, step);
    case 'replay':
      if (override === undefined) return false;
      return replay(world, truth, override, step);
    case 'create': {
      if (parent === null || entry !== undefined) return false;
      const description = step.marker === 'pasted' ? pickMarker(truth, step.pick) : 'made in the console';
      if (description === null) return false;
      createOverride(context, place, parent, { value: step.value, description });
      return true;
    }
    case 'replace':
      if (parent === null || override === undefined) return false;
      deleteSecret(context, override);
      createOverride(context, place, parent, {
        value: step.value,
        description: step.keepsDescription ? override.description : 'made by Terraform',
      });
      return true;
    case 'delete':
      if (entry === undefined) return false;
      deleteSecret(context, entry);
      return true;
    case 'own-secret':
      if (place.service === null || entry !== undefined) return false;
      createSecret(context, place, { key, value: 'a secret of its own', isSecret: true });
      return true;
    case 'delete-parent':
      if (parent === null) return false;
      deleteSecret(context, parent);
      return true;
    case 'edit-parent':
      if (parent === null) return false;
      editSecret(context, parent, { key, value: 'another inherited value' });
      return true;
    case 'restore-parent':
      return restoreParent(world, place, key);
  }
};

const edit = (
  { context }: HistoryWorld,
  truth: Truth,
  override: StoredSecret,
  step: Extract<Step, { readonly do: 'edit' }>,
): boolean => {
  const before = truth.of(override);
  const text = step.text ?? before.text;
  const marker = editMarker(truth, before.marker, before.secret, step.marker, step.pick);
  if (marker === null) return false;
  editSecret(context, override, {
    key: override.key,
    value: step.value ?? override.value.reveal(),
    description: [text, marker].filter((part) => part !== '').join(' '),
    enable_interpolation_in_file: step.interpolation ? true : override.enableInterpolationInFile,
  });
  return true;
};

/** Puts a kept marker back beside another value, mostly when the time that it says has come. */
const replay = (
  world: HistoryWorld,
  truth: Truth,
  override: StoredSecret,
  step: Extract<Step, { readonly do: 'replay' }>,
): boolean => {
  const isOfPlace = (origin: Origin): boolean =>
    origin.scopeId === override.parentId && origin.secretKey === override.key;
  const marker = pickMarker(truth, step.pick, isOfPlace);
  if (marker === null) return false;
  const ahead = (truth.markers.get(marker)?.says ?? 0) - world.now();
  if (step.pick % 3 !== 0) world.advance(Math.max(0, ahead));
  editSecret(world.context, override, { key: override.key, value: step.value, description: marker });
  return true;
};

/** What stands at the end of the description after an edit; null where there is no marker to do that with. */
const editMarker = (
  truth: Truth,
  marker: string | null,
  { parentId, key }: StoredSecret,
  how: MarkerEdit,
  pick: number,
): string | null => {
  switch (how) {
    case 'kept':
      return marker ?? '';
    case 'dropped':
      return '';
    case 'followed':
      return marker === null ? null : `${marker} (ask Jane)`;
    case 'pasted':
      return pickMarker(truth, pick, (origin) => origin.scopeId === parentId && origin.secretKey === key);
    case 'retimed':
      return retime(truth, pickMarker(truth, pick), pick);
    case 'other-version': {
      const forged = '[qoverride:2:storefront:x]';
      truth.forge(forged, { ...NOBODY, kind: 'other-version', stack: 'storefront' });
      return forged;
    }
  }
};

const NOBODY: Omit<Origin, 'kind' | 'stack'> = {
  key: null,
  scopeId: '',
  secretKey: '',
  value: '',
  at: 0,
  says: 0,
};

/** Picks one of the markers of all time, from the same place where there is one. */
const pickMarker = (
  { markers }: Truth,
  pick: number,
  isPreferred: (origin: Origin) => boolean = () => true,
): string | null => {
  const all = [...markers].filter(([, { kind }]) => kind === 'genuine');
  const preferred = all.filter(([, origin]) => isPreferred(origin));
  const candidates = preferred.length > 0 && pick % 4 !== 0 ? preferred : all;
  return candidates[pick % Math.max(candidates.length, 1)]?.[0] ?? null;
};

/** Puts another time into one of our markers, and makes it known as forged. */
const retime = (truth: Truth, marker: string | null, pick: number): string | null => {
  const origin = marker === null ? undefined : truth.markers.get(marker);
  if (marker === null || origin === undefined) return null;
  const parts = marker.split(':');
  const seconds = Number.parseInt(parts[3] ?? '', 36) + 1 + (pick % 4000);
  const forged = [...parts.slice(0, 3), seconds.toString(36), ...parts.slice(4)].join(':');
  if (!truth.markers.has(forged)) truth.forge(forged, { ...origin, kind: 'retimed' });
  return forged;
};

const restoreParent = ({ context, backend: { world } }: HistoryWorld, place: Place, key: string): boolean => {
  const at = key === 'API_TOKEN' ? place.project.id : (place.environment?.id ?? '');
  if (secretsAt(world, at).some((secret) => secret.key === key)) return false;
  const isProject = at === place.project.id;
  createSecret(
    context,
    {
      ...place,
      id: at,
      scope: isProject ? 'PROJECT' : 'ENVIRONMENT',
      service: null,
      environment: isProject ? null : place.environment,
    },
    { key, value: 'inherited once more', isSecret: true },
  );
  return true;
};

const rename = (world: HistoryWorld, step: Extract<Step, { readonly do: 'rename' }>): boolean => {
  const service = findService(world, step.environment, step.service);
  if (service === null || findService(world, step.environment, step.name) !== null) return false;
  world.backend.world.services.set(service.id, { ...service, name: step.name });
  return true;
};

/** Clones the environment with all its services and their secrets: each gets an id of its own, and keeps what people wrote. */
const clone = (world: HistoryWorld): boolean => {
  const original = findEnvironment(world, 'production');
  if (original === null || findEnvironment(world, 'preview') !== null) return false;
  const { newId, stamp } = world.context;
  const stored = world.backend.world;
  const copy = { ...original, id: newId(), name: 'preview' };
  stored.environments.set(copy.id, copy);
  const ids = new Map([[original.id, copy.id]]);
  for (const service of servicesOf(stored, original.id)) {
    const id = newId();
    ids.set(service.id, id);
    stored.services.set(id, { ...service, id, environmentId: copy.id });
  }
  const secrets = [...ids.keys()].flatMap((id) => secretsAt(stored, id));
  for (const { id } of secrets) ids.set(id, newId());
  for (const secret of secrets) {
    putSecret(stored, {
      ...secret,
      id: ids.get(secret.id) ?? '',
      parentId: ids.get(secret.parentId) ?? '',
      overrides: secret.overrides === null ? null : (ids.get(secret.overrides) ?? secret.overrides),
      createdAt: stamp(),
      updatedAt: stamp(),
    });
  }
  return true;
};

const dropClone = (world: HistoryWorld): boolean => {
  const copy = findEnvironment(world, 'preview');
  if (copy === null) return false;
  dropEnvironment(world.backend.world, copy);
  return true;
};
