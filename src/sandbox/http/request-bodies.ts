import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { SCHEMA_FORMATS } from '../seed/schema-formats.js';
import { Refusal } from '../world/refusal.js';
import { rulesOf, SANDBOX_SERVICE_TYPES } from '../world/service-types.js';
import type { RequestBodies } from './wire-requests.js';

const TEXT = { type: 'string' };
const TEXT_OR_NULL = { type: ['string', 'null'] };
const ID = { type: 'string', format: 'uuid' };
const METADATA = {
  description: { type: ['string', 'null'] },
  enable_interpolation_in_file: { type: ['boolean', 'null'] },
};
const SCOPE = {
  enum: [
    'PROJECT',
    'ENVIRONMENT',
    'BUILT_IN',
    ...SANDBOX_SERVICE_TYPES.filter((type) => rulesOf(type).holdsSecrets),
  ],
};
const MODE = { enum: ['DEVELOPMENT', 'PRODUCTION', 'STAGING'] };

const deployedShape = (idName: string | null): object =>
  idName === null ? ID : { type: 'object', required: [idName], properties: { [idName]: ID } };

/** The lists of services to deploy, by their names. */
const DEPLOY_LISTS = Object.fromEntries(
  SANDBOX_SERVICE_TYPES.flatMap((type) => {
    const { deploy } = rulesOf(type);
    return deploy === null ? [] : [[deploy.list, { type: 'array', items: deployedShape(deploy.idName) }]];
  }),
);

const body = (properties: object, required: readonly string[]): object => ({
  type: 'object',
  properties,
  required,
});

/** The shape of each request body. Unknown properties are allowed, as in the API. */
const SHAPES: Readonly<Record<keyof RequestBodies, object>> = {
  SecretRequest: body({ key: TEXT, value: TEXT, mount_path: TEXT_OR_NULL, ...METADATA }, ['key']),
  SecretEditRequest: body({ key: TEXT, value: TEXT_OR_NULL, ...METADATA }, ['key']),
  Value: body({ value: TEXT, ...METADATA }, []),
  Key: body({ key: TEXT, ...METADATA }, ['key']),
  VariableRequest: body(
    {
      key: TEXT,
      value: TEXT,
      mount_path: TEXT_OR_NULL,
      is_secret: { type: 'boolean' },
      variable_scope: SCOPE,
      variable_parent_id: ID,
      ...METADATA,
    },
    ['key', 'value', 'is_secret', 'variable_scope', 'variable_parent_id'],
  ),
  VariableEditRequest: body({ key: TEXT, value: TEXT_OR_NULL, ...METADATA }, ['key']),
  VariableOverrideRequest: body({ value: TEXT, override_scope: SCOPE, override_parent_id: ID, ...METADATA }, [
    'value',
    'override_scope',
    'override_parent_id',
  ]),
  VariableAliasRequest: body({ key: TEXT, alias_scope: SCOPE, alias_parent_id: ID, ...METADATA }, [
    'key',
    'alias_scope',
    'alias_parent_id',
  ]),
  OrganizationRequest: body({ name: TEXT, description: TEXT_OR_NULL, plan: TEXT }, ['name', 'plan']),
  ProjectRequest: body({ name: TEXT, description: TEXT_OR_NULL }, ['name']),
  CreateEnvironmentRequest: body({ name: TEXT, cluster: ID, mode: MODE }, ['name']),
  EnvironmentEditRequest: body({ name: TEXT, mode: MODE }, []),
  ServiceRequest: body({ name: TEXT, description: TEXT_OR_NULL, schedule: { type: 'object' } }, ['name']),
  DeployAllRequest: body(DEPLOY_LISTS, []),
  AdvanceRequest: body({ advance: TEXT }, ['advance']),
};

const ajv = new Ajv({ logger: false, allowUnionTypes: true, formats: SCHEMA_FORMATS });
const checks = new Map<keyof RequestBodies, ValidateFunction>();

/** Checks a request's body against its shape. Refuses with 400 and names the invalid field, never its content. */
export const readBody = <Shape extends keyof RequestBodies>(
  shape: Shape,
  received: unknown,
): RequestBodies[Shape] => {
  const check = checks.get(shape) ?? ajv.compile(SHAPES[shape]);
  checks.set(shape, check);
  if (check(received)) return received as RequestBodies[Shape];
  const error = check.errors?.[0];
  throw new Refusal(400, error === undefined ? 'The body is not valid.' : describe(error));
};

const describe = (error: ErrorObject): string => {
  const field = error.instancePath.replace(/^\//, '').replaceAll('/', '.') || 'The body';
  switch (error.keyword) {
    case 'required':
      return `${String(error.params['missingProperty'])} is missing.`;
    case 'type':
      return `${field} must be of type ${String(error.params['type'])}.`;
    case 'format':
      return `${field} must be a UUID.`;
    default:
      return `${field} is not one of the allowed values.`;
  }
};
