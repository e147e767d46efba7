import type { Plan, RequestUsage } from '../model/plan.js';
import type { ServiceRedeploy } from '../model/redeploy.js';
import type { ClientEvent } from '../qovery/client/api-request.js';

/** What a run reports while it works. Every event is plain data and holds no secret value. */
export type Progress =
  /** A request waits for the request limit, or is sent again. */
  | ClientEvent
  | {
      /** A request came to its end. */
      readonly kind: 'requests';
      /** All requests of the run so far. */
      readonly requests: RequestUsage;
    }
  | {
      /** The names of services and environments are looked up. */
      readonly kind: 'looking-up';
    }
  | {
      /** Manifests are read and compared with Qovery. */
      readonly kind: 'comparing';
    }
  | {
      /** The secrets of services, environments and projects are listed. */
      readonly kind: 'reading';
      /** How many have been listed. */
      readonly done: number;
      /** How many there are, as far as that is known. */
      readonly total: number;
    }
  | {
      /** A live run of the doctor tries the assumptions, or removes what it made. */
      readonly kind: 'probing';
    }
  | {
      /** The event log is asked who edited overrides outside. */
      readonly kind: 'asking-event-log';
    }
  | {
      /** A plan was made. Nothing has been written. */
      readonly kind: 'planned';
      /** The plan, so far without the names of editors. */
      readonly plan: Plan;
    }
  | {
      /** The plan is written to Qovery. */
      readonly kind: 'writing';
      /** How many writes have come to their end. */
      readonly done: number;
      /** How many there are. */
      readonly total: number;
    }
  | {
      /** The states of services are read, to see which need a redeploy. */
      readonly kind: 'checking-deployments';
    }
  | {
      /** Deployments are under way. */
      readonly kind: 'deploying';
      /** Every service that is waited for, as it is now. */
      readonly services: readonly ServiceRedeploy[];
    }
  | {
      /** The deployment of one service ended, or is no longer waited for. */
      readonly kind: 'deployment-ended';
      /** The service, and how it ended. */
      readonly service: ServiceRedeploy;
    };
