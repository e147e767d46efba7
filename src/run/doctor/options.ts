import type { DoctorReport } from '../../model/doctor/report.js';
import type { ServiceType } from '../../model/scope.js';
import type { ConnectOptions } from '../connect.js';
import type { KeyOptions } from '../planning/options.js';

/** What the doctor takes. */
export interface DoctorOptions extends ConnectOptions, KeyOptions {
  /** Name or UUID. Default: `QOVERY_ORGANIZATION` of `env`, else the only one that the token sees. */
  readonly organization?: string;
  /** Name or UUID. Default: `QOVERY_PROJECT` of `env`, else none. A live run needs one. */
  readonly project?: string;
  /** Name or UUID. Default: `QOVERY_ENVIRONMENT` of `env`, else none. A live run needs one. */
  readonly environment?: string;
  /** Try the assumptions on one override, which is made and removed again. Default: read only. */
  readonly live?: LiveTarget;
  /** Asked before a live run writes; false ends it (`not-confirmed`). Default: nobody is asked. */
  readonly approve?: (probe: LiveProbe) => Promise<boolean>;
  /** Once aborted, nothing new is tried, and what was made is removed. `signal` aborts that, too. */
  readonly interrupt?: AbortSignal;
}

/**
 * Where a live run writes.
 *
 * @inline
 */
export interface LiveTarget {
  /** Kind of the service, as the API spells it. */
  readonly type: ServiceType;
  /** Name or UUID of the service. */
  readonly service: string;
  /** Key of a secret that the service inherits and does not override. */
  readonly secret: string;
  /** Whether the run may also write at environment scope, for what cannot be tried otherwise. Default: false. */
  readonly atEnvironment?: boolean;
}

/**
 * What a live run is about to do.
 *
 * @inline
 */
export interface LiveProbe {
  /** Address of the override that it makes and removes. */
  readonly address: string;
  /** Whether it also writes at environment scope. */
  readonly atEnvironment: boolean;
  /** How many leftovers of earlier runs it removes first. */
  readonly leftovers: number;
}

/** What the doctor found, and how scripts get it. */
export interface DoctorResult extends DoctorReport {
  /** Whether nothing is wrong. Warnings, and assumptions that the tool copes without, don't count. */
  readonly isHealthy: boolean;
  /** What `--format json` prints: no value, name or id, so that it can be attached to a report. */
  readonly toJSON: () => object;
}
