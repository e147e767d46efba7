import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../src/model/clock.js';
import type { SandboxSeed } from '../../../src/sandbox/seed/seed.js';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../src/sandbox/http/server.js';
import { seedCheckout, seedShop } from './seeds.js';

/** A clock whose time stands still at noon until it is moved. */
export const standingClock = (): Clock & { readonly move: (milliseconds: number) => void } => {
  let now = Date.UTC(2025, 5, 1, 12);
  return {
    now: () => now,
    sleep: () => Promise.resolve(),
    move: (milliseconds) => {
      now += milliseconds;
    },
  };
};

/** A world with one of everything. */
export const FULL_SEED: SandboxSeed = seedShop({
  hasIds: false,
  shop: [
    { key: 'DATABASE_URL', value: 'project-database-url' },
    { key: 'TLS_CERT', value: 'project-certificate', mountPath: '/etc/tls.pem' },
  ],
  production: [
    { key: 'PAYMENTS_TOKEN', value: 'environment-token', description: 'Payments' },
    { key: 'LOG_LEVEL', value: 'info', isSecret: false },
  ],
  builtIn: [{ key: 'QOVERY_DATABASE_PASSWORD', value: 'built-in-password' }],
  services: [
    seedCheckout([
      { key: 'DATABASE_URL', value: 'checkout-database-url', overrides: true },
      { key: 'PAY_ALIAS', aliasOf: 'PAYMENTS_TOKEN' },
      { key: 'OWN', value: 'checkout-own' },
    ]),
    { name: 'worker', type: 'CONTAINER' },
    { name: 'cron', type: 'JOB' },
    { name: 'migrate', type: 'JOB', jobType: 'LIFECYCLE' },
    { name: 'chart', type: 'HELM' },
    { name: 'infra', type: 'TERRAFORM' },
    { name: 'db', type: 'DATABASE' },
    { name: 'argo', type: 'ARGOCD_APP' },
    { name: 'agent', type: 'AGENTIC_WORKFLOW' },
    { name: 'fresh', type: 'APPLICATION', deployedAt: null },
  ],
});

/** Starts a sandbox with that world on a clock that stands still. */
export const startWorld = (options: Partial<SandboxOptions> = {}): Promise<Sandbox> =>
  startSandbox({ clock: standingClock(), newId: randomUUID, seed: FULL_SEED, ...options });
