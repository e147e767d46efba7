/**
 * What the API description leaves open and nobody could try against the real API, as switches:
 * the first word of each is the default, and what the rest of this program counts on.
 */
export interface SandboxAssumptions {
  /**
   * What moves `updated_at` of a secret: every edit and nothing else; only edits that change something;
   * an edit of the overridden secret too; a deployment of the service too; or nothing at all.
   */
  readonly updatedAtMoves:
    'on-every-edit' | 'on-real-changes' | 'also-with-parent' | 'also-on-deploy' | 'never';
  /** What `updated_at` of a secret that was never edited is. */
  readonly updatedAtOnCreate: 'equals-created-at' | 'empty';
  /** What the answer to an edit says of `updated_at`: the new time, or the one from before, because it is spelled before the edit is dated. */
  readonly editAnswers: 'new-time' | 'old-time';
  /** How far `created_at`, `updated_at` and deployment dates are ahead of the `Date` header, in milliseconds. */
  readonly timestampSkew: number;
  /** How far the clock of every second request is ahead, in milliseconds, as if two front ends took turns. */
  readonly frontEndSkew: number;
  /** Whether answers have a `Date` header. */
  readonly dateHeader: 'sent' | 'absent';
  /** How a second secret with the same key at the same scope is answered: 409, 400, 201 with the first one left as it was, or 201 with the first one overwritten. */
  readonly duplicateCreate: 'conflict' | 'bad-request' | 'returns-existing' | 'overwrites';
  /** Which keys are taken for a new secret or override: those at the same scope, or those of higher scopes too (an override's own parent aside). */
  readonly takenKeys: 'same-scope' | 'also-above';
  /** Whether the body of such a 409 names what has the key, as `existing_variable`. */
  readonly conflictBody: 'message' | 'existing-variable';
  /** What an edit does to a value, description or interpolation that its body leaves out. */
  readonly omittedOnEdit: 'kept' | 'cleared';
  /** The `variable_type` of an override. */
  readonly overrideType: 'OVERRIDE' | 'type-of-parent';
  /** Whether a list still holds a secret that an override below hides. */
  readonly overriddenInList: 'listed' | 'hidden';
  /** How an empty field is spelled. `null` leaves the API description, which calls most of them plain strings. */
  readonly emptyFields: 'absent' | 'null';
  /** Which of the two documented shapes errors have: `{status, error, message}` or `{status, detail}`. */
  readonly errorBody: 'message' | 'detail';
  /** What a token gets for what it is denied: 403, or 401 as for a wrong token. */
  readonly deniedAccess: 'forbidden' | 'unauthorized';
  /** What anyone gets for what does not exist (any more): 404, or 403 so as not to tell. */
  readonly missingResource: 'not-found' | 'forbidden';
  /** What `X-RateLimit-Reset` counts: seconds from now, or seconds since 1970. */
  readonly rateLimitReset: 'seconds' | 'timestamp';
  /** How a 429 spells `Retry-After`. */
  readonly retryAfter: 'seconds' | 'date' | 'absent';
  /** What `last_deployment_date` of a service is. */
  readonly lastDeploymentDate: 'end' | 'start';
  /** Whether the `change` of an event says which secret it is about. */
  readonly eventChange: 'names-key' | 'unnamed';
  /** What a request to deploy gets while its environment is being deployed: its turn afterwards, or 409. */
  readonly deployWhileBusy: 'queued' | 'refused';
  /** Whether a status says how long the last deployment took. */
  readonly deploymentSteps: 'reported' | 'absent';
}

/** What the rest of this program counts on. */
export const DEFAULT_ASSUMPTIONS: SandboxAssumptions = {
  updatedAtMoves: 'on-every-edit',
  updatedAtOnCreate: 'equals-created-at',
  editAnswers: 'new-time',
  timestampSkew: 0,
  frontEndSkew: 0,
  dateHeader: 'sent',
  duplicateCreate: 'conflict',
  takenKeys: 'same-scope',
  conflictBody: 'message',
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
