import { randomUUID } from 'node:crypto';
import type { Clock } from '../../src/model/clock.js';
import type { DoctorOptions, DoctorResult } from '../../src/run/doctor/options.js';
import { doctor } from '../../src/run/doctor/doctor.js';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/http/server.js';
import type { SandboxSeed, SeedSecret } from '../../src/sandbox/seed/seed.js';
import { createVirtualClock } from './virtual-clock.js';

/** A strong fingerprint key of 43 characters. */
export const DOCTOR_KEY = 'vJ3kT9qWzL0xYbN7sMfR2cHdG5uEpA8iKoQ1lB6jXgU';

const OWN: SeedSecret = { key: 'OWN', value: 'own' };

/** One service of each kind that has overrides, and two secrets above them; with more secrets at the project, and others at the application. */
export const seedDoctor = (
  ofProject: readonly SeedSecret[] = [],
  ofApplication: readonly SeedSecret[] = [OWN],
): SandboxSeed => ({
  organizations: [
    {
      name: 'Acme',
      projects: [
        {
          name: 'shop',
          secrets: [{ key: 'OF_PROJECT', value: 'of the project' }, ...ofProject],
          environments: [
            {
              name: 'production',
              secrets: [{ key: 'OF_ENVIRONMENT', value: 'of the environment' }],
              services: [
                { name: 'checkout', type: 'APPLICATION', secrets: ofApplication },
                { name: 'worker', type: 'CONTAINER' },
                { name: 'nightly', type: 'JOB' },
                { name: 'chart', type: 'HELM' },
                { name: 'infra', type: 'TERRAFORM' },
                { name: 'agent', type: 'AGENTIC_WORKFLOW' },
              ],
            },
          ],
        },
        { name: 'empty', environments: [{ name: 'nothing' }] },
      ],
    },
  ],
});

/** A sandbox, and a doctor that looks at it. */
export interface DoctorBench {
  readonly sandbox: Sandbox;
  readonly clock: Clock;
  readonly run: (options?: Partial<DoctorOptions>) => Promise<DoctorResult>;
  /** Runs it live, at the application. */
  readonly runLive: (options?: Partial<DoctorOptions>) => Promise<DoctorResult>;
  /** Keys and scopes of what the seed did not have. */
  readonly left: () => readonly string[];
}

/** Starts a sandbox on a clock that nobody waits for. */
export const startDoctorBench = async (options: Partial<SandboxOptions> = {}): Promise<DoctorBench> => {
  const clock = options.clock ?? createVirtualClock();
  const sandbox = await startSandbox({ seed: seedDoctor(), newId: randomUUID, ...options, clock });
  const before = new Set(sandbox.secrets().map(({ id }) => id));
  const run = (given: Partial<DoctorOptions> = {}): Promise<DoctorResult> =>
    doctor({ apiUrl: sandbox.url, token: 'anything', key: DOCTOR_KEY, clock, random: () => 0.5, ...given });
  return {
    sandbox,
    clock,
    run,
    runLive: (given = {}) =>
      run({
        project: 'shop',
        environment: 'production',
        live: { type: 'APPLICATION', service: 'checkout', secret: 'OF_PROJECT', atEnvironment: true },
        ...given,
      }),
    left: () =>
      sandbox
        .secrets()
        .filter(({ id }) => !before.has(id))
        .map(({ scope, key }) => `${scope} ${key}`),
  };
};
