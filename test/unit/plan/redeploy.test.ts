import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ServiceStatus } from '../../../src/model/deployment.js';
import type { RedeployCandidate } from '../../../src/model/redeploy.js';
import type { Scope } from '../../../src/model/scope.js';
import { decideRedeploy } from '../../../src/plan/redeploy.js';

const NOW = Date.UTC(2026, 0, 15, 12);

const SERVICE: Scope = {
  type: 'APPLICATION',
  id: '00000000-0000-4000-8000-000000000001',
  organizationId: 'o',
  project: 'shop',
  projectId: 'p',
  environment: 'production',
  environmentId: 'e',
  service: 'checkout',
};

const candidate = (changedAt: number): RedeployCandidate => ({
  service: SERVICE,
  changedAt,
  hasFailedWrite: false,
});

const status = (parts: Partial<ServiceStatus> = {}): ServiceStatus => ({
  id: SERVICE.id,
  type: 'APPLICATION',
  state: 'DEPLOYED',
  action: 'DEPLOY',
  subAction: 'NONE',
  progress: 'SUCCESS',
  wasNeverDeployed: false,
  isOutOfDate: false,
  lastDeploymentDate: NOW,
  lastDuration: 60_000,
  executionId: null,
  requestId: null,
  requestCount: 0,
  ...parts,
});

const decide = (parts: Partial<ServiceStatus>, changedAt = NOW - 3_600_000): string => {
  const decision = decideRedeploy(candidate(changedAt), status(parts));
  return decision.kind === 'request' ? 'request' : decision.result.outcome;
};

describe('decideRedeploy', () => {
  it('takes a deployment that surely began after the change for one that brings it', () => {
    expect(decide({})).toBe('up-to-date');
    expect(decide({}, NOW - 60_000)).toBe('up-to-date');
    expect(decide({}, NOW - 50_000)).toBe('request');
    expect(decide({ lastDuration: null }, NOW - 1000)).toBe('up-to-date');
    expect(decide({}, Number.POSITIVE_INFINITY)).toBe('request');
  });

  it.each([
    { state: 'DEPLOYMENT_ERROR' },
    { state: 'BUILD_ERROR' },
    { state: 'CANCELED' },
    { state: 'CANCELING' },
    { state: 'RESTARTED', action: 'RESTART' },
    { state: 'RESTARTING', action: 'RESTART' },
    { subAction: 'TERRAFORM_PLAN_ONLY' },
    { lastDeploymentDate: null },
    { state: 'NEW_WORD', progress: 'ERROR' },
  ])('takes %o for nothing that brings a change live', (parts) => {
    expect(decide(parts)).toBe('request');
  });

  it('tolerates states that it does not know', () => {
    expect(decide({ state: 'NEW_WORD', progress: 'NEW_WORD' })).toBe('up-to-date');
    expect(decide({ state: 'NEW_WORD', progress: null }, NOW + 60_000)).toBe('request');
  });

  it.each(['STOPPED', 'STOPPING', 'DELETED', 'DELETING', 'STOP_QUEUED'])(
    'starts nothing that is %s',
    (state) => {
      expect(decide({ state }, NOW + 60_000)).toBe('left-out');
    },
  );

  it('takes one under way into account only when it began after the change', () => {
    const running = { state: 'DEPLOYING', progress: 'ONGOING', lastDuration: null };
    expect(decide(running)).toBe('up-to-date');
    expect(decide(running, NOW + 60_000)).toBe('request');
  });

  it('asks for no version, and fails where the service is not listed', () => {
    expect(decide({ wasNeverDeployed: true, lastDeploymentDate: null })).toBe('never-deployed');
    expect(decideRedeploy(candidate(NOW), null)).toMatchObject({
      kind: 'settled',
      result: { outcome: 'failed', error: { code: 'not-found' } },
    });
  });
});

describe('the law of redeploying', () => {
  const time = fc.integer({ min: 0, max: 10_000 });

  it('never misses a change, and rests once a deployment after it has ended', () => {
    fc.assert(
      fc.property(time, time, time, fc.boolean(), (changed, gap, lasting, startsBefore) => {
        const changedAt = NOW + changed * 1000;
        const startedAt = startsBefore ? changedAt - (gap + 3) * 1000 : changedAt + gap * 1000;
        const endedAt = startedAt + lasting * 1000;
        const atEnd = decide({ lastDeploymentDate: endedAt, lastDuration: lasting * 1000 }, changedAt);
        expect(atEnd).toBe(startsBefore ? 'request' : 'up-to-date');
        const atStart = decide({ lastDeploymentDate: startedAt, lastDuration: lasting * 1000 }, changedAt);
        if (startsBefore) expect(atStart).toBe('request');
        const undated = decide({ lastDeploymentDate: startedAt, lastDuration: null }, changedAt);
        expect(undated).toBe(startsBefore ? 'request' : 'up-to-date');
      }),
    );
  });
});
