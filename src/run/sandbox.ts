import { startSandbox as start, type Sandbox, type SandboxOptions } from '../sandbox/http/server.js';
import { makeId, systemClock } from './machine.js';

/**
 * How a sandbox is set up; everything has a default, the machine's time and random UUIDs among them.
 *
 * @inline
 */
export type StartSandboxOptions = Partial<SandboxOptions>;

/**
 * Starts a mock of the Qovery API on this machine, over real HTTP. It refuses what the API refuses, as its official description says; what
 * that leaves open is a switch in `assumptions`.
 *
 * @throws Failure `invalid-seed` for a seed, `sandbox-not-started` for a port that cannot be used.
 */
export const startSandbox = (options: StartSandboxOptions = {}): Promise<Sandbox> =>
  start({ ...options, clock: options.clock ?? systemClock, newId: options.newId ?? makeId });
