import type { DoctorCheck } from '../../../model/doctor/report.js';
import { Failure } from '../../../model/failure.js';
import { scopeWord, SERVICE_TYPES, type Scope, type ServiceType } from '../../../model/scope.js';
import { readProbeMark } from '../../../plan/signing/probe-mark.js';
import { isDenied } from '../../../qovery/client/api-request.js';
import { findServedEnvironments, type EnvironmentsWanted } from '../../../qovery/names/environments.js';
import { directoryOf } from '../../../qovery/names/directory.js';
import { readSecretEvents } from '../../../qovery/events/read.js';
import { requestList } from '../../../qovery/secrets/list-request.js';
import { secretRoutes } from '../../../qovery/secrets/routes.js';
import { formatDuration } from '../../../text/time.js';
import { formatCount } from '../../../text/words.js';
import type { Observations } from '../observations.js';
import type { Witness } from '../witness.js';
import { ok, problem, warning } from './check.js';
import { checkAccount } from './token-checks.js';

/** What the checks of the API work with. */
export interface ApiChecks {
  readonly witness: Witness;
  readonly observations: Observations;
  readonly wanted: EnvironmentsWanted;
}

/** Requests that the checks may cost. */
const MOST_REQUESTS = 8;

/** Checks the API by reading, in at most eight requests: what does not fit is named, and not checked. */
export const checkApi = async (checks: ApiChecks): Promise<readonly DoctorCheck[]> => {
  const { client } = checks.witness;
  try {
    const organizations = (await directoryOf(client).organizations()) ?? [];
    const found = [
      organizations.length === 0
        ? problem('organization', 'the token sees no organization', {
            advice: 'use a token of your organization',
          })
        : ok('organization', `the token sees ${formatCount(organizations.length, 'organization')}`, {
            detail: organizations.map(({ name }) => name).join(', '),
          }),
      await checkAccount(client),
      ...(await checkNames(checks)),
    ];
    return [...found, checkClock(checks.witness), checkLimit(checks.witness)];
  } catch (error) {
    return [ofFailure(error)];
  }
};

/** What went wrong with the API as a whole. Its message names nothing but the API's address. */
const ofFailure = (error: unknown): DoctorCheck => {
  if (!(error instanceof Failure) || error.code === 'interrupted') throw error;
  const { code, message, hint } = error;
  return problem('api', `the API cannot be used (${code})`, { detail: message, advice: hint });
};

const checkNames = async (checks: ApiChecks): Promise<readonly DoctorCheck[]> => {
  const { client } = checks.witness;
  const { wanted } = checks;
  try {
    const environments = await findServedEnvironments(client, wanted);
    const services = environments.flatMap((environment) => environment.services);
    const names = ok(
      'names',
      `${formatCount(environments.length, 'environment')} with ${formatCount(services.length, 'service')}`,
      { detail: [wanted.project, wanted.environment].filter((name) => name !== null).join('/') || null },
    );
    return [names, ...(await checkRoutes(checks, services)), await checkEvents(checks, services[0])];
  } catch (error) {
    if (!(error instanceof Failure) || !/^(?:no|ambiguous|wrong)-/.test(error.code)) throw error;
    const { code, message, hint } = error;
    const isOpen = code === 'ambiguous-organization';
    return [
      (isOpen ? warning : problem)('names', `the names cannot be found (${code})`, {
        detail: hint === null ? message : `${message}; ${hint}`,
        advice: 'check --organization, --project and --environment',
      }),
    ];
  }
};

/** Lists one service of each kind; kinds that share a route are one. Leaves one request for the event log. */
const checkRoutes = async (
  checks: ApiChecks,
  services: readonly Scope[],
): Promise<readonly DoctorCheck[]> => {
  const { client } = checks.witness;
  const found: DoctorCheck[] = [];
  const asked = new Set<string>();
  for (const type of SERVICE_TYPES) {
    const service = services.find((each) => each.type === type);
    if (service === undefined) continue;
    const route = secretRoutes(service, client.routes.isOldGone()).list.split(/[/?]/)[1] ?? '';
    if (asked.has(route)) continue;
    asked.add(route);
    found.push(
      client.usage().made < MOST_REQUESTS - 1
        ? await checkRoute(checks, type, service)
        : warning(idOf(type), `secrets of ${scopeWord(type)} services were not checked`, {
            advice: 'narrow the check with --project and --environment',
          }),
    );
  }
  return found;
};

const idOf = (type: ServiceType): string => `secrets-of-${scopeWord(type)}`;

const checkRoute = async (
  { witness, observations }: ApiChecks,
  type: ServiceType,
  service: Scope,
): Promise<DoctorCheck> => {
  const word = scopeWord(type);
  const detail = service.service;
  const answer = await requestList(witness.client, service, { signal: null });
  const routes = witness.secretRoutes();
  if (routes !== null) observations.see('secretRoutes', routes);
  if (answer.kind === 'success') {
    const left = answer.value.filter(
      ({ key, scope, description }) =>
        scope === type && readProbeMark(description, { scopeId: service.id, secretKey: key }) !== null,
    );
    if (left.length === 0) return ok(idOf(type), `secrets of ${word} services can be listed`, { detail });
    return warning(idOf(type), `an earlier live run left ${formatCount(left.length, 'entry')} behind`, {
      detail,
      advice: 'run doctor --live there again: it removes them',
    });
  }
  if (answer.kind !== 'refused') throw toFailure(answer.problem);
  if (isDenied(answer)) {
    observations.see('deniedAccess', answer.status === 403 ? 'forbidden' : 'unauthorized');
  }
  return warning(
    idOf(type),
    `secrets of ${word} services cannot be listed (status ${String(answer.status)})`,
    {
      detail,
      advice: 'a token cannot be edited: make a new one with a role, or a policy, that may list them',
    },
  );
};

const toFailure = ({ code, message, hint }: Pick<Failure, 'code' | 'message' | 'hint'>): Failure =>
  new Failure(code, message, { hint });

/** Milliseconds. */
const HOUR = 3_600_000;

const checkEvents = async ({ witness }: ApiChecks, service: Scope | undefined): Promise<DoctorCheck> => {
  const { client } = witness;
  if (service?.organizationId === undefined || service.organizationId === null) {
    return ok('event-log', 'the event log was not read: there is no service to ask about');
  }
  const reading = await readSecretEvents(client, {
    organizationId: service.organizationId,
    scope: service,
    kind: 'SECRET',
    subjects: [],
    since: client.now() - HOUR,
    isEnough: () => true,
  });
  return reading.kind === 'read'
    ? ok('event-log', 'the event log can be read')
    : warning('event-log', `the event log cannot be read (${reading.code})`, {
        advice: 'without it, --who names nobody; for that, make a new token with a role that may read it',
      });
};

/** Milliseconds by which the clocks may differ before somebody should look at it. */
const MOST_SKEW = 60_000;

const checkClock = (witness: Witness): DoctorCheck => {
  const skew = witness.clockSkew();
  if (skew === null) return warning('clock', 'answers have no Date header: the clocks cannot be compared');
  const apart = Math.abs(skew);
  if (apart < 1000) return ok('clock', "this machine's clock and the server's agree");
  const finding = `this machine's clock is ${formatDuration(Math.floor(apart / 1000) * 1000)} ${skew > 0 ? 'behind' : 'ahead of'} the server's`;
  return apart <= MOST_SKEW
    ? ok('clock', finding)
    : warning('clock', finding, {
        advice: 'set the clock: markers go by the server, but logs and tokens may not',
      });
};

const checkLimit = (witness: Witness): DoctorCheck => {
  const { limit, remaining } = witness.client.usage();
  if (!witness.hasLimitHeaders()) {
    return ok('request-limit', 'answers say nothing about the request limit');
  }
  const finding = `${String(remaining ?? 0)} of ${String(limit ?? 0)} requests are left this hour`;
  return remaining !== null && remaining < MOST_REQUESTS
    ? warning('request-limit', finding, { advice: 'wait for the reset, or use --wait' })
    : ok('request-limit', finding);
};
