import type { SandboxAssumptions } from '../world/assumptions.js';
import type { StoredSecret, World } from '../world/world.js';
import { formatApiTime } from '../world/time.js';

/** A JSON object of an answer. */
type Fields = Readonly<Record<string, unknown>>;

/** Renders a secret for the `/secret` routes, without its value. Source: API description, `Secret`. */
export const answerSecret = (world: World, assumptions: SandboxAssumptions, secret: StoredSecret): Fields =>
  renderEmpty(assumptions, false, {
    ...commonFields(world, assumptions, secret),
    overridden_secret: link(world, assumptions, secret.overrides, false),
    aliased_secret: link(world, assumptions, secret.aliasOf, false),
    description: secret.description,
    enable_interpolation_in_file: secret.enableInterpolationInFile,
  });

/** Renders a variable for the `/variable` routes. The value of a secret is null. Source: API description, `VariableResponse`. */
export const answerVariable = (
  world: World,
  assumptions: SandboxAssumptions,
  secret: StoredSecret,
): Fields => ({
  ...renderEmpty(assumptions, true, {
    ...commonFields(world, assumptions, secret),
    id: variableId(assumptions, secret.id),
    overridden_variable: link(world, assumptions, secret.overrides, true),
    aliased_variable: link(world, assumptions, secret.aliasOf, true),
    // Under `/variable`, an empty description is an empty text, also where other fields are null.
    description: secret.description ?? (assumptions.emptyFields === 'by-route' ? '' : null),
    enable_interpolation_in_file: secret.enableInterpolationInFile,
  }),
  value: clearValue(world, secret),
  mount_path: secret.mountPath,
  is_secret: secret.isSecret,
  secret_manager_access_id: null,
});

/** The id of a secret under `/variable`, or the other way round. */
export const variableId = ({ variableIds }: SandboxAssumptions, id: string): string =>
  variableIds === 'same' ? id : `${(15 - Number.parseInt(id.charAt(0), 16)).toString(16)}${id.slice(1)}`;

const commonFields = (world: World, assumptions: SandboxAssumptions, secret: StoredSecret): Fields => {
  const service = world.services.get(secret.parentId);
  return {
    id: secret.id,
    created_at: formatApiTime(secret.createdAt),
    updated_at: secret.updatedAt === null ? null : formatApiTime(secret.updatedAt),
    key: secret.key,
    scope: secret.scope,
    variable_type: variableType(world, assumptions, secret),
    service_id: service?.id ?? null,
    service_name: service?.name ?? null,
    // `LinkedServiceTypeEnum` of the API description does not know agentic workflows.
    service_type: service === undefined || service.type === 'AGENTIC_WORKFLOW' ? null : service.type,
    owned_by: secret.ownedBy,
  };
};

const link = (
  world: World,
  assumptions: SandboxAssumptions,
  id: string | null,
  isVariable: boolean,
): Fields | null => {
  const target = id === null ? undefined : world.secrets.get(id);
  if (target === undefined) return null;
  return {
    id: isVariable ? variableId(assumptions, target.id) : target.id,
    key: target.key,
    ...(isVariable ? { value: clearValue(world, target) } : {}),
    mount_path: target.mountPath ?? (hasNulls(assumptions, isVariable) ? null : ''),
    scope: target.scope,
    variable_type: variableType(world, assumptions, target),
  };
};

/** Returns the value of a plain variable; an alias has its target's value. Null for secrets. */
const clearValue = (world: World, secret: StoredSecret): string | null => {
  if (secret.isSecret) return null;
  const target = secret.aliasOf === null ? undefined : world.secrets.get(secret.aliasOf);
  return (target ?? secret).value.reveal();
};

const variableType = (world: World, assumptions: SandboxAssumptions, secret: StoredSecret): string => {
  if (secret.variableType !== null) return secret.variableType;
  if (secret.aliasOf !== null) return 'ALIAS';
  const parent = secret.overrides === null ? undefined : world.secrets.get(secret.overrides);
  if (parent !== undefined) {
    return assumptions.overrideType === 'OVERRIDE' ? 'OVERRIDE' : variableType(world, assumptions, parent);
  }
  if (secret.scope === 'BUILT_IN') return 'BUILT_IN';
  return secret.mountPath === null ? 'VALUE' : 'FILE';
};

const renderEmpty = (assumptions: SandboxAssumptions, isVariable: boolean, fields: Fields): Fields =>
  assumptions.emptyFields === 'null'
    ? fields
    : Object.fromEntries(
        Object.entries(fields).filter(
          ([name, value]) =>
            value !== null || (hasNulls(assumptions, isVariable) && NULL_UNDER_VARIABLE.has(name)),
        ),
      );

/** Source: the console's recorded answers. The API description does not allow null there. */
const NULL_UNDER_VARIABLE = new Set([
  'overridden_variable',
  'aliased_variable',
  'service_id',
  'service_name',
  'service_type',
]);

/** Whether empty links are null rather than absent in the answers of a family of routes. */
const hasNulls = ({ emptyFields }: SandboxAssumptions, isVariable: boolean): boolean =>
  emptyFields === 'null' || (emptyFields === 'by-route' && isVariable);
