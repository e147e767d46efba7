import type { Place } from './places.js';

/** The origin of a change, as the API spells it. */
export type EventOrigin = 'API' | 'CLI' | 'CONSOLE' | 'TERRAFORM_PROVIDER';

/** One entry of an organization's event log. */
export interface LoggedEvent {
  /** UUID. */
  readonly id: string;
  /** Nanoseconds since 1970, unique for each event. */
  readonly at: bigint;
  readonly organizationId: string;
  readonly eventType: 'CREATE' | 'UPDATE' | 'DELETE' | 'TRIGGER_DEPLOY';
  readonly targetId: string;
  readonly targetName: string;
  readonly targetType: string;
  readonly subTargetType: 'SECRET' | 'VARIABLE' | null;
  /** JSON about the change. It never contains a value. */
  readonly change: string;
  readonly origin: EventOrigin;
  readonly triggeredBy: string;
  readonly userAgent: string | null;
  readonly projectId: string | null;
  readonly projectName: string;
  readonly environmentId: string | null;
  readonly environmentName: string;
}

/** The event log of all organizations, oldest first. */
export interface EventLog {
  readonly add: (event: Omit<LoggedEvent, 'id' | 'at'>, milliseconds: number) => void;
  readonly all: () => readonly LoggedEvent[];
}

/** Creates an empty log. */
export const createEventLog = (newId: () => string): EventLog => {
  const events: LoggedEvent[] = [];
  let newest = 0n;
  return {
    add: (event, milliseconds) => {
      const now = BigInt(milliseconds) * 1_000_000n;
      newest = now > newest ? now : newest + 1n;
      events.push({ ...event, id: newId(), at: newest });
    },
    all: () => events,
  };
};

/** The fields of an event that describe its place. */
export const eventPlace = (
  place: Place,
): Pick<
  LoggedEvent,
  | 'organizationId'
  | 'targetId'
  | 'targetName'
  | 'targetType'
  | 'projectId'
  | 'projectName'
  | 'environmentId'
  | 'environmentName'
> => ({
  organizationId: place.organization.id,
  targetId: place.id,
  targetName: (place.service ?? place.environment ?? place.project).name,
  targetType: place.scope,
  projectId: place.project.id,
  projectName: place.project.name,
  environmentId: place.environment?.id ?? null,
  environmentName: place.environment?.name ?? '',
});

/** Determines the origin of a request from its `User-Agent`. */
export const eventOrigin = (userAgent: string | null): EventOrigin => {
  const agent = userAgent?.toLowerCase() ?? '';
  if (agent.includes('terraform')) return 'TERRAFORM_PROVIDER';
  if (agent.includes('qovery-cli')) return 'CLI';
  return agent.startsWith('mozilla/') ? 'CONSOLE' : 'API';
};
