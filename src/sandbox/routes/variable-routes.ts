import { requireWriter } from '../http/callers.js';
import { findPlace, placeOfSecret, type Place } from '../world/places.js';
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
import { answerVariable, variableId } from './secret-answers.js';
import { createAlias, createOverride, createSecret } from '../world/secret-creation.js';
import { deleteSecret, editSecret, shownAfterEdit } from '../world/secret-edits.js';
import { SANDBOX_SERVICE_TYPES } from '../world/service-types.js';
import type { SecretScope, StoredSecret } from '../world/world.js';

/** The `/variable` operations. They are the only way to the variables and secrets of helm and terraform services. */
export const VARIABLE_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/variable',
    handle: (backend, request) => {
      const place = findAllowedPlace(backend, request, readScope(request), readParentId(request));
      const wanted = readIsSecret(request);
      return {
        status: 200,
        body: {
          results: listSecrets(listContext(backend, request), place)
            .filter((secret) => wanted === null || secret.isSecret === wanted)
            .map((secret) => answerVariable(backend.world, backend.assumptions, secret)),
        },
      };
    },
  },
  {
    method: 'POST',
    path: '/variable',
    handle: (backend, request) => {
      requireWriter(request.caller);
      const body = readBody('VariableRequest', request.body);
      const place = findAllowedPlace(backend, request, body.variable_scope, body.variable_parent_id);
      const fields = { ...body, isSecret: body.is_secret };
      return created(backend, createSecret(secretContext(backend, request), place, fields));
    },
  },
  {
    method: 'PUT',
    path: '/variable/{variableId}',
    handle: (backend, request) => {
      const secret = findWritable(backend, request);
      const body = readBody('VariableEditRequest', request.body);
      const edited = editSecret(secretContext(backend, request), secret, body);
      const shown = shownAfterEdit(backend.assumptions, secret, edited);
      return { status: 200, body: answerVariable(backend.world, backend.assumptions, shown) };
    },
  },
  {
    method: 'DELETE',
    path: '/variable/{variableId}',
    handle: (backend, request) => {
      deleteSecret(secretContext(backend, request), findWritable(backend, request));
      return { status: 204 };
    },
  },
  {
    method: 'POST',
    path: '/variable/{variableId}/override',
    handle: (backend, request) => {
      requireWriter(request.caller);
      const parent = findSecret(backend, readVariableId(backend, request));
      const body = readBody('VariableOverrideRequest', request.body);
      const place = findAllowedPlace(backend, request, body.override_scope, body.override_parent_id);
      return created(backend, createOverride(secretContext(backend, request), place, parent, body));
    },
  },
  {
    method: 'POST',
    path: '/variable/{variableId}/alias',
    handle: (backend, request) => {
      requireWriter(request.caller);
      const target = findSecret(backend, readVariableId(backend, request));
      const body = readBody('VariableAliasRequest', request.body);
      const place = findAllowedPlace(backend, request, body.alias_scope, body.alias_parent_id);
      return created(backend, createAlias(secretContext(backend, request), place, target, body));
    },
  },
];

const created = (backend: Backend, secret: StoredSecret): Answer => ({
  status: 201,
  body: answerVariable(backend.world, backend.assumptions, secret),
});

const findAllowedPlace = (backend: Backend, request: ApiRequest, scope: SecretScope, id: string): Place => {
  if (scope === 'BUILT_IN') throw new Refusal(400, 'The BUILT_IN scope can be neither listed nor written.');
  const place = findPlace(backend.world, scope, id.toLowerCase());
  requireAccess(backend, request.caller, place);
  return place;
};

const findWritable = (backend: Backend, request: ApiRequest): StoredSecret => {
  requireWriter(request.caller);
  const secret = findSecret(backend, readVariableId(backend, request));
  requireAccess(backend, request.caller, placeOfSecret(backend.world, secret));
  return secret;
};

const readVariableId = ({ assumptions }: Backend, request: ApiRequest): string =>
  variableId(assumptions, param(request, 'variableId'));

const SCOPES: readonly SecretScope[] = ['PROJECT', 'ENVIRONMENT', 'BUILT_IN', ...SANDBOX_SERVICE_TYPES];

const readScope = (request: ApiRequest): SecretScope => {
  const scope = SCOPES.find((known) => known === request.query.get('scope'));
  if (scope === undefined) throw new Refusal(400, 'scope is missing or not one of the allowed values.');
  return scope;
};

const readParentId = (request: ApiRequest): string => {
  const id = request.query.get('parent_id');
  if (id === null) throw new Refusal(400, 'parent_id is missing.');
  return id;
};

const readIsSecret = (request: ApiRequest): boolean | null => {
  const text = request.query.get('is_secret');
  if (text === null || text === '') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  throw new Refusal(400, 'is_secret must be true or false.');
};
