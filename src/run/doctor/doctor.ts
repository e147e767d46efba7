import type { Explanation } from '../../model/explanation.js';
import { Failure } from '../../model/failure.js';
import { isHealthy, type DoctorCheck, type DoctorReport } from '../../model/doctor/report.js';
import type { RequestUsage } from '../../model/plan.js';
import { doctorToJson } from '../../render/json/doctor-json.js';
import { readVersion } from '../../files/package-file.js';
import { clockOf, connect } from '../connect.js';
import { makeRandomText, never, nodeVersion } from '../machine.js';
import { readTargetNames } from '../manifests.js';
import { checkApi } from './checks/api-checks.js';
import { problem } from './checks/check.js';
import { checkMachine } from './checks/machine-checks.js';
import { checkToken } from './checks/token-checks.js';
import { runLive, type LiveResult } from './live/live.js';
import { createObservations } from './observations.js';
import type { DoctorOptions, DoctorResult } from './options.js';
import { createWitness } from './witness.js';

/**
 * Checks whether everything is as the tool needs it: this machine, the token, the key, and the API in at most eight requests that only read.
 * With `live` it also tries what the tool assumes about the API, on one override that it makes and removes again.
 *
 * @throws Failure where a live run must not write (`no-service`, `no-parent`, `override-exists`, `doctor-running`, `not-confirmed`, …), and
 * `interrupted` before it has written.
 */
export const doctor = async (options: DoctorOptions): Promise<DoctorResult> => {
  const interrupt = AbortSignal.any([options.interrupt ?? never(), options.signal ?? never()]);
  const machine = await checkMachine(options, nodeVersion());
  const connected = connectIfPossible(options);
  const observations = createObservations();
  const isScoped = options.live?.atEnvironment === true;
  const report = (checks: readonly DoctorCheck[], live: LiveResult, requests: RequestUsage): DoctorResult =>
    toResult({
      isLive: options.live !== undefined,
      checks: [...machine, ...checks],
      assumptions: observations.rows(options.live !== undefined, isScoped),
      ...live,
      interrupted: interrupt.aborted,
      requests,
    });
  if ('code' in connected) {
    const { code, message, hint } = connected;
    if (options.live !== undefined) throw new Failure(code, message, { hint });
    const failed = problem(code === 'no-token' ? 'token' : 'connection', message, { advice: hint });
    return report([failed], NOTHING, NO_REQUESTS);
  }
  const witness = createWitness(connected, observations);
  const names = readTargetNames(options, options.env);
  options.onProgress?.({ kind: 'looking-up' });
  const api = [
    checkToken(options.token ?? '', clockOf(options).now()),
    ...(await checkApi({ witness, observations, wanted: names })),
  ];
  if (interrupt.aborted) throw new Failure('interrupted', 'interrupted; nothing was changed');
  const { live: target } = options;
  const isUsable = api.every(({ id, level }) => id !== 'api' || level !== 'problem');
  const live =
    target === undefined || !isUsable
      ? NOTHING
      : await runLive({
          witness,
          observations,
          names,
          target,
          approve: options.approve ?? (() => Promise.resolve(true)),
          onStart: () => options.onProgress?.({ kind: 'probing' }),
          interrupt,
          clock: clockOf(options),
          randomText: makeRandomText,
        });
  return report(api, live, witness.client.usage());
};

const NOTHING: LiveResult = { leftovers: [], removed: 0, failure: null };

const NO_REQUESTS: RequestUsage = { made: 0, limit: null, remaining: null, resetsAt: null };

/** Connects, or says why that is not possible. A run that only reads tries nothing twice, so that it stays within its requests. */
const connectIfPossible = (options: DoctorOptions): ReturnType<typeof connect> | Explanation => {
  try {
    const { signal = never(), interrupt = never() } = options;
    // What a live run made is removed after an interrupt, too.
    if (options.live !== undefined) {
      return connect(options, { signal, interrupt: never() });
    }
    const either = AbortSignal.any([signal, interrupt]);
    return connect({ ...options, retryFor: 0, wait: false }, { signal: either, interrupt: either });
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
};

const toResult = (report: DoctorReport): DoctorResult => ({
  ...report,
  isHealthy: isHealthy(report),
  toJSON: () => doctorToJson(report, readVersion()),
});
