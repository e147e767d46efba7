import { SecretValue } from '../../model/secret-value.js';
import type { SandboxAssumptions } from './assumptions.js';
import { Refusal } from './refusal.js';
import { dependentsOf, findByKey, type SecretContext } from './secret-access.js';
import { checkFields } from './secret-fields.js';
import { dropSecret, putSecret, type StoredSecret } from './world.js';
import type { KeyedSecretFields, SecretFields } from '../http/wire-requests.js';

/** Edits a secret. Refuses a new key for an override, and a value for an alias. */
export const editSecret = (
  context: SecretContext,
  secret: StoredSecret,
  request: KeyedSecretFields,
): StoredSecret => {
  const { world, assumptions } = context;
  if (secret.scope === 'BUILT_IN') throw new Refusal(400, 'A BUILT_IN secret cannot be edited.');
  if (secret.overrides !== null && request.key !== secret.key) {
    throw new Refusal(400, 'The key of an override cannot be edited.');
  }
  if (secret.aliasOf !== null && typeof request.value === 'string') {
    throw new Refusal(400, 'The value of an alias cannot be edited.');
  }
  if (request.key === '') throw new Refusal(400, 'key must not be empty.');
  if (request.key !== secret.key && findByKey(world, secret, request.key) !== null) {
    throw new Refusal(409, 'A variable with this key already exists at this scope.');
  }
  const edited = { ...applyEdit(secret, checkFields(assumptions, request), assumptions), key: request.key };
  const stamped = putSecret(world, { ...edited, updatedAt: editTime(context, secret, edited) });
  followParent(context, stamped);
  context.record('UPDATE', stamped);
  return stamped;
};

/** What the answer to an edit shows. */
export const shownAfterEdit = (
  { editAnswers }: SandboxAssumptions,
  before: StoredSecret,
  after: StoredSecret,
): StoredSecret => (editAnswers === 'old-time' ? { ...after, updatedAt: before.updatedAt } : after);

/** Deletes a secret with its overrides and aliases. */
export const deleteSecret = (context: SecretContext, secret: StoredSecret): void => {
  if (secret.scope === 'BUILT_IN') throw new Refusal(400, 'A BUILT_IN secret cannot be deleted.');
  for (const dependent of dependentsOf(context.world, secret.id)) deleteSecret(context, dependent);
  context.record('DELETE', secret);
  dropSecret(context.world, secret);
};

const applyEdit = (
  secret: StoredSecret,
  request: SecretFields,
  { omittedOnEdit, nullValue }: SandboxAssumptions,
): StoredSecret => {
  const keeps = (field: unknown): boolean => field === undefined && omittedOnEdit === 'kept';
  return {
    ...secret,
    value:
      keeps(request.value) || (request.value === null && nullValue === 'kept')
        ? secret.value
        : new SecretValue(request.value ?? ''),
    description: keeps(request.description) ? secret.description : (request.description ?? null),
    enableInterpolationInFile: keeps(request.enable_interpolation_in_file)
      ? secret.enableInterpolationInFile
      : (request.enable_interpolation_in_file ?? null),
  };
};

const editTime = (context: SecretContext, before: StoredSecret, after: StoredSecret): number | null => {
  switch (context.assumptions.updatedAtMoves) {
    case 'on-every-edit':
    case 'also-with-parent':
    case 'also-on-deploy':
      return context.stamp();
    case 'on-real-changes':
      return isSame(before, after) ? before.updatedAt : context.stamp();
    case 'never':
      return before.updatedAt;
  }
};

const isSame = (left: StoredSecret, right: StoredSecret): boolean =>
  left.key === right.key &&
  left.value.reveal() === right.value.reveal() &&
  left.description === right.description &&
  left.enableInterpolationInFile === right.enableInterpolationInFile;

/** Updates overrides after an edit of their parent: they take its key and, under one assumption, its time. */
const followParent = ({ world, assumptions }: SecretContext, parent: StoredSecret): void => {
  const movesTime = assumptions.updatedAtMoves === 'also-with-parent';
  for (const child of dependentsOf(world, parent.id)) {
    if (child.overrides === null) continue;
    putSecret(world, {
      ...child,
      key: parent.key,
      updatedAt: movesTime ? parent.updatedAt : child.updatedAt,
    });
  }
};
