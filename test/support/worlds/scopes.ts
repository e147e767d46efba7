import type { Scope, ScopeType } from '../../../src/model/scope.js';

/** A UUID that shows what it stands for. */
export const uuidOf = (number: number): string =>
  `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** The ids of Acme, of its project shop and of the environment production, wherever a test makes them. */
export const ORGANIZATION_ID = uuidOf(1);
export const PROJECT_ID = uuidOf(2);
export const ENVIRONMENT_ID = uuidOf(3);

export const checkout: Scope = {
  type: 'APPLICATION',
  id: uuidOf(101),
  organizationId: ORGANIZATION_ID,
  project: 'shop',
  projectId: PROJECT_ID,
  environment: 'production',
  environmentId: ENVIRONMENT_ID,
  service: 'checkout',
};

export const worker: Scope = { ...checkout, type: 'CONTAINER', id: uuidOf(102), service: 'worker' };

export const production: Scope = { ...checkout, type: 'ENVIRONMENT', id: ENVIRONMENT_ID, service: null };

export const shop: Scope = {
  ...production,
  type: 'PROJECT',
  id: PROJECT_ID,
  environment: null,
  environmentId: null,
};

/** A scope of a type: a service is called checkout. */
export const scopeOf = (type: ScopeType, id = uuidOf(1)): Scope => {
  if (type === 'PROJECT') return { ...shop, id };
  return type === 'ENVIRONMENT' ? { ...production, id } : { ...checkout, type, id };
};

/** How a declaration names a scope. */
export const scopeTypeOf = ({
  type,
  service,
}: Scope): { readonly scopeType: ScopeType; readonly service: string | null } => ({
  scopeType: type,
  service,
});
