import { scopeHeight } from '../../model/scope.js';
import { SecretValue } from '../../model/secret-value.js';
import { placeOfSecret, visibleFrom, type Place } from './places.js';
import { Refusal } from './refusal.js';
import { findByKey, type SecretContext } from './secret-access.js';
import { editSecret } from './secret-edits.js';
import { checkFields } from './secret-fields.js';
import { putSecret, secretsAt, type StoredSecret } from './world.js';
import type { KeyedSecretFields, SecretFields } from '../http/wire-requests.js';

/** Creates a secret at a scope. */
export const createSecret = (
  context: SecretContext,
  place: Place,
  request: KeyedSecretFields & {
    readonly mount_path?: string | null;
    readonly isSecret: boolean;
  },
): StoredSecret =>
  add(context, place, checkFields(context.assumptions, request), {
    key: request.key,
    isSecret: request.isSecret,
    mountPath: request.mount_path ?? null,
    overrides: null,
    aliasOf: null,
  });

/** Creates an override of an inherited secret. Refuses secrets that are not from a higher scope. */
export const createOverride = (
  context: SecretContext,
  place: Place,
  parent: StoredSecret,
  request: SecretFields,
): StoredSecret => {
  requireVisible(context, place, parent);
  if (parent.parentId === place.id && parent.scope === place.scope) {
    throw new Refusal(400, 'An override must be at a lower scope than the secret it overrides.');
  }
  if (parent.overrides !== null && context.assumptions.overriddenOverride === 'refused')
    throw new Refusal(400, 'An override cannot be overridden: override its parent.');
  if (parent.aliasOf !== null) throw new Refusal(400, 'An alias cannot be overridden.');
  return add(context, place, checkFields(context.assumptions, request), {
    key: parent.key,
    isSecret: parent.isSecret,
    mountPath: parent.mountPath,
    overrides: parent.id,
    aliasOf: null,
  });
};

/** Creates an alias of a secret that the scope sees. Refuses an alias of an alias. */
export const createAlias = (
  context: SecretContext,
  place: Place,
  target: StoredSecret,
  request: KeyedSecretFields,
): StoredSecret => {
  requireVisible(context, place, target);
  if (target.aliasOf !== null) throw new Refusal(400, 'An alias cannot refer to another alias.');
  return add(
    context,
    place,
    { ...request, value: '' },
    {
      key: request.key,
      isSecret: target.isSecret,
      mountPath: target.mountPath,
      overrides: null,
      aliasOf: target.id,
    },
  );
};

const add = (
  context: SecretContext,
  place: Place,
  fields: SecretFields,
  kind: Pick<StoredSecret, 'key' | 'isSecret' | 'mountPath' | 'overrides' | 'aliasOf'>,
): StoredSecret => {
  const { world, assumptions } = context;
  if (kind.key === '') throw new Refusal(400, 'key must not be empty.');
  const at = { scope: place.scope, parentId: place.id };
  const existing = findTaken(context, at, kind);
  if (existing !== null) return answerDuplicate(context, existing, fields);
  if (assumptions.takenKeys === 'also-above') refuseKeyAbove(context, place, kind);
  const createdAt = context.stamp();
  const secret = putSecret(world, {
    ...at,
    ...kind,
    id: context.newId(),
    value: new SecretValue(fields.value ?? ''),
    variableType: null,
    description: fields.description ?? null,
    enableInterpolationInFile: fields.enable_interpolation_in_file ?? null,
    ownedBy: 'QOVERY',
    createdAt,
    updatedAt: assumptions.updatedAtOnCreate === 'empty' ? null : createdAt,
  });
  context.record('CREATE', secret);
  return secret;
};

const findTaken = (
  { world, assumptions }: SecretContext,
  at: Pick<StoredSecret, 'scope' | 'parentId'>,
  { key, isSecret }: Pick<StoredSecret, 'key' | 'isSecret'>,
): StoredSecret | null =>
  assumptions.plainVariables === 'share-keys'
    ? findByKey(world, at, key)
    : (secretsAt(world, at.parentId).find(
        (secret) => secret.key === key && secret.scope === at.scope && secret.isSecret === isSecret,
      ) ?? null);

const answerDuplicate = (
  context: SecretContext,
  existing: StoredSecret,
  fields: SecretFields,
): StoredSecret => {
  const message = 'A variable with this key already exists at this scope.';
  const { id, key } = existing;
  switch (context.assumptions.duplicateCreate) {
    case 'conflict':
      throw new Refusal(409, message, { id, key });
    case 'bad-request':
      throw new Refusal(400, message);
    case 'returns-existing':
      return existing;
    case 'overwrites':
      return editSecret(context, existing, { ...fields, key: existing.key });
  }
};

const refuseKeyAbove = (
  { world }: SecretContext,
  place: Place,
  { key, overrides }: Pick<StoredSecret, 'key' | 'overrides'>,
): void => {
  const above = visibleFrom(place).flatMap(({ id }) => secretsAt(world, id));
  const existing = above.find((secret) => secret.key === key && secret.id !== overrides);
  if (existing === undefined) return;
  const { id } = existing;
  throw new Refusal(409, `Variable already exists: ${key}`, { id, key });
};

const requireVisible = ({ world }: SecretContext, place: Place, secret: StoredSecret): void => {
  const sees = visibleFrom(place).some(({ scope, id }) => scope === secret.scope && id === secret.parentId);
  if (sees) return;
  const isBelow =
    (scopeHeight(secret.scope) ?? 0) < (scopeHeight(place.scope) ?? 0) &&
    visibleFrom(placeOfSecret(world, secret)).some(
      ({ scope, id }) => scope === place.scope && id === place.id,
    );
  if (isBelow) throw new Refusal(400, 'An override or alias cannot be at a higher scope than its secret.');
  throw new Refusal(404, 'The secret does not exist at this scope or above it.');
};
