import type { Audit } from '../../model/audit.js';
import { compareDiagnostics, type Diagnostic } from '../../model/diagnostic.js';
import type { Explanation } from '../../model/explanation.js';
import type { Drift, OutsideEdit, SecretEvent } from '../../model/outside-edit.js';
import { groupBy, type Group } from '../../model/obtain.js';
import type { Plan } from '../../model/plan.js';
import { attributeEdit, isAttributed, searchSince } from '../../plan/edits/attribute-edit.js';
import {
  findAuditDrifts,
  nameAuditEdits,
  findDrifts,
  nameEdits,
  reportUnnamed,
  reportUnreadable,
} from '../../plan/edits/drift.js';
import type { Client } from '../../qovery/client/client.js';
import {
  EVENT_KINDS,
  findEventOrganization,
  readSecretEvents,
  type EventKind,
  type EventLogReading,
} from '../../qovery/events/read.js';

/** Who edited what outside, and what the event logs left open. */
export interface NamedEdits {
  /** By the UUID of the override. */
  readonly edits: ReadonlyMap<string, OutsideEdit>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Adds to a plan who made the outside edits that it found. Diagnostics name the edits whose author is unknown; likewise below. */
export const nameEditors = async (client: Client, plan: Plan): Promise<Plan> => {
  const { edits, diagnostics } = await findEdits(client, findDrifts(plan));
  return {
    ...nameEdits(plan, edits),
    diagnostics: [...plan.diagnostics, ...diagnostics].toSorted(compareDiagnostics),
  };
};

/** Adds to an audit who made the outside edits that it found. */
export const nameAuditEditors = async (client: Client, audit: Audit): Promise<Audit> => {
  const { edits, diagnostics } = await findEdits(client, findAuditDrifts(audit));
  return {
    ...nameAuditEdits(audit, edits),
    diagnostics: [...audit.diagnostics, ...diagnostics].toSorted(compareDiagnostics),
  };
};

/**
 * Asks the event logs who edited overrides outside: one call for each drifted service, and none for the rest of an
 * organization whose log cannot be read. Throws a `Failure` only for an interrupt or a token that is no longer valid.
 */
export const findEdits = async (client: Client, drifts: readonly Drift[]): Promise<NamedEdits> => {
  const byName = groupBy(drifts, ({ scope, organization }) => scope.organizationId ?? organization);
  const named = await Promise.all(
    [...byName.values()].map(async (group): Promise<NamedEdits> => {
      const organization = await findOrganization(client, group[0]);
      return organization.kind === 'found'
        ? findEditsIn(client, organization.entry, group)
        : withoutNames(organization);
    }),
  );
  return {
    edits: new Map(named.flatMap(({ edits }) => [...edits])),
    diagnostics: named.flatMap(({ diagnostics }) => diagnostics),
  };
};

const findOrganization = async (
  client: Client,
  { scope, organization }: Drift,
): ReturnType<typeof findEventOrganization> =>
  scope.organizationId === null
    ? findEventOrganization(client, organization)
    : { kind: 'found', entry: scope.organizationId };

const withoutNames = (reason: Explanation): NamedEdits => ({
  edits: new Map(),
  diagnostics: [reportUnreadable(reason)],
});

/** The first service shows whether the log can be read at all, and where it files edits; only then the others are asked about. */
const findEditsIn = async (
  client: Client,
  organizationId: string,
  drifts: Group<Drift>,
): Promise<NamedEdits> => {
  const [first, ...others] = [...groupBy(drifts, ({ scope }) => scope.id).values()];
  if (first === undefined) return { edits: new Map(), diagnostics: [] };
  const opening = await readLog(client, organizationId, first, EVENT_KINDS);
  if (opening.log.kind === 'unreadable') return withoutNames(opening.log);
  const rest = await Promise.all(
    others.map((group) => readLog(client, organizationId, group, opening.kinds)),
  );
  return answer([opening, ...rest]);
};

/** The drifted overrides of one service, and what the log says about its secrets. */
interface Reading {
  readonly drifts: readonly Drift[];
  readonly log: EventLogReading;
  /** The kinds of events, the one that named somebody first. */
  readonly kinds: readonly EventKind[];
}

/** Reads one kind of events after the other, until they name somebody for each override. */
const readLog = async (
  client: Client,
  organizationId: string,
  drifts: Group<Drift>,
  kinds: readonly EventKind[],
): Promise<Reading> => {
  let log: EventLogReading = { kind: 'read', events: [], gap: null };
  for (const kind of kinds) {
    const found = await readSecretEvents(client, {
      organizationId,
      kind,
      subjects: drifts,
      scope: drifts[0].scope,
      since: searchSince(drifts),
      isEnough: (events) => drifts.every((drift) => isAttributed(drift, events)),
    });
    if (found.kind === 'unreadable') {
      return {
        drifts,
        log: log.events.length > 0 ? { ...log, gap: log.gap ?? found.message } : found,
        kinds,
      };
    }
    const events: readonly SecretEvent[] = [...log.events, ...found.events];
    log = { kind: 'read', events, gap: log.gap ?? found.gap };
    if (drifts.every((drift) => attributeEdit(drift, events) !== null)) {
      return { drifts, log, kinds: [kind, ...kinds.filter((other) => other !== kind)] };
    }
  }
  return { drifts, log, kinds };
};

const NOTHING_KEPT =
  'it has no event from that time; Qovery keeps events for only 3 to 30 days, depending on the plan';

const answer = (readings: readonly Reading[]): NamedEdits => {
  const edits = new Map<string, OutsideEdit>();
  const unnamed: Diagnostic[] = [];
  const unread = new Map<string, Diagnostic>();
  for (const { drifts, log } of readings) {
    if (log.kind === 'unreadable') {
      unread.set(log.message, reportUnreadable(log));
      continue;
    }
    const gap = log.gap ?? (log.events.length === 0 ? NOTHING_KEPT : null);
    for (const drift of drifts) {
      const edit = attributeEdit(drift, log.events);
      if (edit === null) unnamed.push(reportUnnamed(drift, gap));
      else edits.set(drift.overrideId, edit);
    }
  }
  return { edits, diagnostics: [...unread.values(), ...unnamed] };
};
