import { assume, assumeNone, type Assumption } from './assumption.js';

/**
 * Everything that the program assumes about the API, by the name of the sandbox's switch for it. The doctor's table, the switches, the schema
 * of seeds and `docs/api-assumptions.md` are made from this list: run `npm run docs` after a change.
 */
export const ASSUMPTIONS = {
  updatedAtMoves: assume(
    'live-scope',
    '`updated_at` of a secret moves on every edit, and on nothing else',
    {
      'on-every-edit': ['holds', 'every edit outside is seen'],
      'on-real-changes': ['copes', 'an edit that changes nothing is not seen, and need not be'],
      'also-with-parent': ['fails', 'an edit of the overridden secret looks like an edit of its overrides'],
      'also-on-deploy': ['fails', 'a deployment looks like an edit of all overrides of the service'],
      never: ['fails', 'edits outside are not seen'],
    },
    'an edit outside is seen, and nothing else is taken for one',
  ),
  updatedAtOnCreate: assume('live', '`updated_at` equals `created_at` before the first edit', {
    'equals-created-at': ['holds', 'a new override is dated by its creation'],
    empty: ['copes', 'a new override is dated by `created_at` alone'],
  }),
  editAnswers: assume('live', 'the answer to an edit shows the new `updated_at`', {
    'new-time': ['holds', 'an update needs one request'],
    'old-time': ['copes', 'the first update of a run needs one request more, for a list'],
  }),
  writesShow: assume(
    'live',
    'a list shows a write as soon as it is answered, dated as in the answer',
    {
      'at-once': ['holds', 'a list tells whether a request was carried out'],
      'in-late-lists': ['fails', 'a list may miss what was written a moment ago'],
      'after-late-commits': ['fails', 'what was answered takes effect, and is dated, a moment later'],
    },
    'what was written is known, and nothing is written twice',
  ),
  timestampSkew: assumeNone('live', 'times of secrets and the `Date` header come from one clock', {
    none: ['holds', 'markers fit at the first try'],
    some: ['copes', 'the first write of a run is repeated once; the difference is measured and corrected'],
  }),
  frontEndSkew: assumeNone('live', 'all answers come from one clock', {
    none: ['holds', 'markers fit at the first try'],
    some: ['copes', 'a write is repeated until its marker fits'],
  }),
  dateHeader: assume('read', 'answers have a `Date` header', {
    sent: ['holds', "the server's time is known from the first answer on"],
    absent: ['copes', 'the first write of a run costs one request more'],
  }),
  duplicateCreate: assume(
    'live',
    'a second secret with the same key at the same scope is answered with 409, and changes nothing',
    {
      conflict: ['holds', 'of two creates, one fails'],
      'bad-request': ['copes', 'of two creates, one fails, with a message that says less'],
      'returns-existing': ['copes', 'of two creates, the second has no effect'],
      overwrites: ['fails', 'of two creates at once, the later one wins unseen'],
    },
    'a create never overwrites what somebody else made',
  ),
  takenKeys: assume('live', 'a key at a higher scope is no conflict for a new secret', {
    'same-scope': ['holds', 'only the same scope counts'],
    'also-above': [
      'copes',
      'where two higher scopes have a key, an override may be refused; the report names what has the key',
    ],
  }),
  plainVariables: assume(
    'live',
    'a plain variable at the same scope is a conflict for an override with its key',
    {
      'share-keys': ['holds', 'the report names the plain variable'],
      'have-own-keys': ['copes', 'a service may have both, and Qovery decides which one it gets'],
    },
  ),
  conflictBody: assume('live', 'a 409 only has a message', {
    message: ['holds', 'a list tells what has the key'],
    'existing-variable': ['copes', 'the answer names `existing_variable`, and so does the report'],
  }),
  omittedOnEdit: assume(
    'live',
    'an edit keeps what its body leaves out (`qoverride` always sends everything)',
    {
      kept: ['holds', 'tools that edit a part keep the rest'],
      cleared: ['copes', 'tools that edit only the description empty the value'],
    },
  ),
  nullValue: assume(
    'live',
    '`value: null` in an edit through `/variable` keeps the value (`qoverride` never sends it)',
    {
      kept: ['holds', 'tools that send null keep the value'],
      cleared: ['copes', 'tools that send null empty the value'],
    },
  ),
  nullSecretValue: assume(
    'live',
    '`value: null` in an edit through `/secret` is refused (`qoverride` never sends it)',
    {
      refused: ['holds', 'tools that send null are told so'],
      accepted: ['copes', 'tools that send null may keep or empty the value: it cannot be read back'],
    },
  ),
  emptyValue: assume('live', 'an empty value is accepted', {
    accepted: ['holds', '`allowEmpty` works'],
    refused: ['copes', 'a write with an empty value fails, in spite of `allowEmpty`'],
  }),
  longDescription: assume(
    'live',
    'a description has at most 255 characters, and a longer one is refused',
    {
      refused: ['holds', 'a marker is kept whole'],
      accepted: ['copes', 'descriptions may be longer than a manifest allows'],
      cut: ['copes', 'a description that is made too long elsewhere may lose its marker'],
      'limit-below-255': ['fails', 'a long description cannot be written, or loses its marker'],
    },
    'a marker is kept whole',
  ),
  overrideType: assume('live', "an override's `variable_type` is `OVERRIDE`", {
    OVERRIDE: ['holds', 'the type says what an override is'],
    'type-of-parent': ['copes', 'the link to the overridden secret says what an override is'],
  }),
  overriddenInList: assume('live', 'a list still contains a secret that an override below hides', {
    listed: ['holds', 'the overridden secret is found in the list'],
    hidden: ['copes', 'the overridden secret is found through the link of its override'],
  }),
  overriddenOverride: assume('live-scope', 'an override cannot be overridden below', {
    refused: ['holds', 'every override is of a secret that is none itself'],
    accepted: ['copes', 'an override of an override is shown, and never written'],
  }),
  emptyFields: assume('live', 'an empty field is null under `/variable`, and absent under `/secret`', {
    'by-route': ['holds', 'absent and null read the same'],
    absent: ['copes', 'absent and null read the same'],
    null: ['copes', 'absent and null read the same'],
  }),
  variableIds: assume(
    'live',
    'a secret has the same id under `/secret` and `/variable`',
    {
      same: ['holds', 'both families of routes name the same secret'],
      other: ['fails', 'overrides that were found under one family cannot be written through the other'],
    },
    'a run may go over to `/variable`',
  ),
  secretRoutes: assume('read', 'the old routes, under `/secret`, are served', {
    served: ['holds', 'secrets of all kinds of services but Helm and Terraform are read and written there'],
    'not-found': ['copes', 'they answer 404; a run goes over to `/variable`, and says so'],
    'not-allowed': ['copes', 'they answer 405; a run goes over to `/variable`, and says so'],
    gone: ['copes', 'they answer 410; a run goes over to `/variable`, and says so'],
    'not-implemented': ['copes', 'they answer 501; a run goes over to `/variable`, and says so'],
  }),
  eventChange: assume('live', 'an event of the event log says which secret it is about', {
    'names-key': ['holds', '`--who` names the author of an edit'],
    unnamed: ['copes', '`--who` names the most likely author'],
  }),
  eventKind: assume('live', 'the event log files edits of secrets under `SECRET`', {
    SECRET: ['holds', '`--who` finds edits of secrets'],
    VARIABLE: ['copes', '`--who` asks for `VARIABLE` too, which takes one request more'],
  }),
  eventTimes: assume('live', '`fromTimestamp` of the event log counts seconds', {
    seconds: ['holds', '`--who` asks for the right time'],
    nanoseconds: ['copes', 'the log shows older events too, and `--who` may take more requests'],
  }),
  eventDelay: assumeNone('live', 'an edit is in the event log within a second', {
    none: ['holds', '`--who` finds an edit that was just made'],
    some: ['copes', '`--who` may miss an edit that was just made'],
  }),
  errorBody: assume('live', 'errors come as `{status, error, message}`', {
    message: ['holds', 'reports quote the message'],
    detail: ['copes', 'errors come as `{status, detail}`, and reports quote that'],
  }),
  rateLimitReset: assume('read', '`X-RateLimit-Reset` counts seconds from now', {
    seconds: ['holds', 'a run knows how long to wait'],
    timestamp: ['copes', 'it is a time; a run knows how long to wait'],
  }),
  retryAfter: assume('read', 'a 429 carries `Retry-After` in seconds', {
    seconds: ['holds', 'a run knows how long to wait'],
    date: ['copes', 'it is a date; a run knows how long to wait'],
    absent: ['copes', 'a run waits by `X-RateLimit-Reset`, or longer each time'],
  }),
  deniedAccess: assume('read', 'a denied resource answers 403', {
    forbidden: ['holds', 'a report says that access is denied'],
    unauthorized: [
      'copes',
      'it answers 401, as for a policy token; a report tells it from a token that has ended',
    ],
  }),
  missingResource: assume('live', 'a missing resource answers 404', {
    'not-found': ['holds', 'a report says what is gone'],
    forbidden: ['copes', 'it answers 403; a list tells whether something is gone'],
  }),
  editedService: assume('live', 'an edit of a secret does not change `service_deployment_status`', {
    unchanged: ['holds', 'markers and the last deployment tell which services wait for a redeploy'],
    'out-of-date': ['copes', 'it becomes `OUT_OF_DATE`; markers tell the same'],
  }),
  lastDeploymentDate: assume('live', '`last_deployment_date` is the time of the end', {
    end: ['holds', 'what was written before the end of a deployment may be live'],
    start: ['copes', 'it is the start; a service may be redeployed once more than needed'],
  }),
  deploymentSteps: assume('live', 'a status says how long the last deployment took', {
    reported: ['holds', 'start and end of a deployment are known'],
    absent: ['copes', 'a service may be redeployed once more than needed'],
  }),
  deployWhileBusy: assume(
    'never',
    'a request to deploy during another deployment of the environment waits its turn',
    {
      queued: ['holds', 'a redeploy needs one request'],
      refused: ['copes', 'it is refused with 409; `--redeploy-wait` waits and asks again'],
    },
  ),
} as const satisfies Readonly<Record<string, Assumption>>;
