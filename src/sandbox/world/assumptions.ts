/**
 * Switches for behaviour that the API description leaves open and that has not been tried against the real API. The first value of each
 * switch is the default, which the rest of this program assumes.
 */
export interface SandboxAssumptions {
  /**
   * What moves a secret's `updated_at`: every edit and nothing else; only edits that change something; also an edit of the overridden
   * secret; also a deployment of the service; or nothing.
   */
  readonly updatedAtMoves:
    'on-every-edit' | 'on-real-changes' | 'also-with-parent' | 'also-on-deploy' | 'never';
  /** The `updated_at` of a secret that was never edited. */
  readonly updatedAtOnCreate: 'equals-created-at' | 'empty';
  /** Milliseconds by which `created_at`, `updated_at` and deployment dates are ahead of the `Date` header. */
  readonly timestampSkew: number;
  /** Answer to a second secret with the same key and scope: 409, 400, 201 with the first one unchanged, or 201 with the first one overwritten. */
  readonly duplicateCreate: 'conflict' | 'bad-request' | 'returns-existing' | 'overwrites';
  /** What an edit does to a value, description or interpolation that its body omits. */
  readonly omittedOnEdit: 'kept' | 'cleared';
  /** The `variable_type` of an override. */
  readonly overrideType: 'OVERRIDE' | 'type-of-parent';
  /** Whether a list includes an inherited secret that is overridden. */
  readonly overriddenInList: 'listed' | 'hidden';
  /** How empty fields are sent. `null` contradicts the API description, which declares most of them as plain strings. */
  readonly emptyFields: 'absent' | 'null';
  /** The shape of errors, both documented: `{status, error, message}` or `{status, detail}`. */
  readonly errorBody: 'message' | 'detail';
  /** Answer to a token without access: 403, or 401 as for a wrong token. */
  readonly deniedAccess: 'forbidden' | 'unauthorized';
  /** Answer for a resource that does not exist: 404, or 403 to hide that. */
  readonly missingResource: 'not-found' | 'forbidden';
  /** Meaning of `X-RateLimit-Reset`: seconds from now, or seconds since 1970. */
  readonly rateLimitReset: 'seconds' | 'timestamp';
  /** Form of `Retry-After` in a 429. */
  readonly retryAfter: 'seconds' | 'date' | 'absent';
  /** Meaning of a service's `last_deployment_date`. */
  readonly lastDeploymentDate: 'end' | 'start';
  /** Whether the `change` of an event names the secret. */
  readonly eventChange: 'names-key' | 'unnamed';
  /** What happens to a deploy request during a deployment of its environment: it is queued, or refused with 409. */
  readonly deployWhileBusy: 'queued' | 'refused';
  /** Whether a status reports the duration of the last deployment. */
  readonly deploymentSteps: 'reported' | 'absent';
}

/** The assumptions of the rest of this program. */
export const DEFAULT_ASSUMPTIONS: SandboxAssumptions = {
  updatedAtMoves: 'on-every-edit',
  updatedAtOnCreate: 'equals-created-at',
  timestampSkew: 0,
  duplicateCreate: 'conflict',
  omittedOnEdit: 'kept',
  overrideType: 'OVERRIDE',
  overriddenInList: 'listed',
  emptyFields: 'absent',
  errorBody: 'message',
  deniedAccess: 'forbidden',
  missingResource: 'not-found',
  rateLimitReset: 'seconds',
  retryAfter: 'seconds',
  lastDeploymentDate: 'end',
  eventChange: 'names-key',
  deployWhileBusy: 'queued',
  deploymentSteps: 'reported',
};
