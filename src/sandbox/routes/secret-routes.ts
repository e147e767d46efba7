import { requireWriter } from '../http/callers.js';
import { findPlace, type Place } from '../world/places.js';
import { Refusal } from '../world/refusal.js';
import { readBody } from '../http/request-bodies.js';
import { param, type Answer, type ApiRequest, type Backend, type Route } from '../http/router.js';
import {
  findSecret,
  listContext,
  requireAccess,
  secretContext,
  listSecrets,
} from '../world/secret-access.js';
import { answerSecret } from './secret-answers.js';
import { createAlias, createOverride, createSecret } from '../world/secret-creation.js';
import { deleteSecret, editSecret, shownAfterEdit } from '../world/secret-edits.js';
import { rulesOf, SANDBOX_SERVICE_TYPES } from '../world/service-types.js';
import type { SecretScope, StoredSecret } from '../world/world.js';

const FAMILIES: readonly SecretScope[] = [
  'PROJECT',
  'ENVIRONMENT',
  ...SANDBOX_SERVICE_TYPES.filter((type) => rulesOf(type).hasSecretRoutes),
];

/** The six operations on secrets of one family, such as `/application/{applicationId}/secret`. */
const familyRoutes = (scope: SecretScope): readonly Route[] => {
  const family = scope.toLowerCase();
  const idName = `${family}Id`;
  const path = `/${family}/{${idName}}/secret`;
  const placeOf = (backend: Backend, request: ApiRequest): Place => {
    const place = findPlace(backend.world, scope, param(request, idName));
    requireAccess(backend, request.caller, place);
    return place;
  };
  const write =
    (act: (backend: Backend, request: ApiRequest, place: Place) => Answer) =>
    (backend: Backend, request: ApiRequest): Answer => {
      requireWriter(request.caller);
      return act(backend, request, placeOf(backend, request));
    };
  return [
    {
      method: 'GET',
      path,
      handle: (backend, request) => ({
        status: 200,
        body: {
          results: listSecrets(listContext(backend, request), placeOf(backend, request))
            .filter((secret) => secret.isSecret)
            .map((secret) => answerSecret(backend.world, backend.assumptions, secret)),
        },
      }),
    },
    {
      method: 'POST',
      path,
      handle: write((backend, request, place) => {
        const body = readBody('SecretRequest', request.body);
        const fields = { ...body, isSecret: true };
        return created(backend, createSecret(secretContext(backend, request), place, fields));
      }),
    },
    {
      method: 'PUT',
      path: `${path}/{secretId}`,
      handle: write((backend, request, place) => {
        const secret = findOwnSecret(backend, request, place);
        const body = readBody('SecretEditRequest', request.body);
        if (body.value === null && backend.assumptions.nullSecretValue === 'refused') {
          throw new Refusal(400, 'value must be of type string.');
        }
        const edited = editSecret(secretContext(backend, request), secret, body);
        const shown = shownAfterEdit(backend.assumptions, secret, edited);
        return { status: 200, body: answerSecret(backend.world, backend.assumptions, shown) };
      }),
    },
    {
      method: 'DELETE',
      path: `${path}/{secretId}`,
      handle: write((backend, request, place) => {
        deleteSecret(secretContext(backend, request), findOwnSecret(backend, request, place));
        return { status: 204 };
      }),
    },
    {
      method: 'POST',
      path: `${path}/{secretId}/override`,
      handle: write((backend, request, place) => {
        const parent = findListedSecret(backend, request);
        const body = readBody('Value', request.body ?? {});
        return created(backend, createOverride(secretContext(backend, request), place, parent, body));
      }),
    },
    {
      method: 'POST',
      path: `${path}/{secretId}/alias`,
      handle: write((backend, request, place) => {
        const target = findListedSecret(backend, request);
        const body = readBody('Key', request.body);
        return created(backend, createAlias(secretContext(backend, request), place, target, body));
      }),
    },
  ];
};

const created = (backend: Backend, secret: StoredSecret): Answer => ({
  status: 201,
  body: answerSecret(backend.world, backend.assumptions, secret),
});

/** Finds the secret in the path. Plain variables do not count. */
const findListedSecret = (backend: Backend, request: ApiRequest): StoredSecret => {
  const secret = findSecret(backend, param(request, 'secretId'));
  if (!secret.isSecret) throw new Refusal(404, 'This secret does not exist.');
  return secret;
};

/** Finds the secret in the path at exactly this scope, not an inherited one. */
const findOwnSecret = (backend: Backend, request: ApiRequest, place: Place): StoredSecret => {
  const secret = findListedSecret(backend, request);
  if (secret.parentId !== place.id) throw new Refusal(404, 'This secret does not exist at this scope.');
  return secret;
};

/** The operations of the `/secret` families. */
export const SECRET_ROUTES: readonly Route[] = FAMILIES.flatMap(familyRoutes);
