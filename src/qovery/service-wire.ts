import type { ServiceType } from '../model/scope.js';

/** How the API spells one kind of service. Source: the API description. */
export interface ServiceWire {
  /** Its word in paths such as `/application/{id}/secret`; null where its secrets have only the general `/variable` routes. */
  readonly secretSegment: string | null;
  /** Its list in `EnvironmentStatuses` and, where it can be redeployed, in `DeployAllRequest`. */
  readonly list: string;
  /** What `DeployAllRequest` calls its id; null where it has no list there. */
  readonly deployId: string | null;
}

/** Everything that differs between the kinds of service on the client's side of the wire: a new kind is one more line. */
export const SERVICE_WIRE: Readonly<Record<ServiceType, ServiceWire>> = {
  APPLICATION: { secretSegment: 'application', list: 'applications', deployId: 'application_id' },
  CONTAINER: { secretSegment: 'container', list: 'containers', deployId: 'id' },
  JOB: { secretSegment: 'job', list: 'jobs', deployId: 'id' },
  HELM: { secretSegment: null, list: 'helms', deployId: 'id' },
  TERRAFORM: { secretSegment: null, list: 'terraforms', deployId: 'id' },
  AGENTIC_WORKFLOW: { secretSegment: null, list: 'agentic_workflows', deployId: null },
};
