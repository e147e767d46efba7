import { describe, expect, it } from 'vitest';
import { createPaint } from '../../../../src/render/text/paint.js';
import { renderPlanText } from '../../../../src/render/text/plan-text.js';
import {
  checkout,
  declare,
  entry,
  parent,
  planOf,
  read,
  resolved,
  scopeOf,
  secret,
  uuidOf,
} from '../../../support/worlds/index.js';

const agent = { ...scopeOf('AGENTIC_WORKFLOW', uuidOf(103)), service: 'reviewer' };
const other = secret(202, { key: 'OTHER' });

const agentEntry = (key: string, value = resolved('hunter2')) =>
  entry(declare({ scopeType: 'AGENTIC_WORKFLOW', service: 'reviewer', secret: key }), agent, value);

const LISTINGS = new Map([checkout, agent].map(({ id }) => [id, read(parent, other)]));

describe('a plan that changes an agentic workflow', () => {
  it('says once that nothing can redeploy it on request, and what to do', () => {
    const plan = planOf([agentEntry('DATABASE_URL'), agentEntry('OTHER'), entry()], LISTINGS);
    expect(plan.diagnostics).toMatchObject([
      {
        severity: 'info',
        code: 'manual-redeploy',
        message:
          '--redeploy leaves out agenticWorkflow reviewer: the Qovery API has no request that redeploys an agentic workflow',
        hint: 'after apply, redeploy it in the Qovery console',
      },
    ]);
    const text = renderPlanText({
      plan,
      usage: { made: 1, limit: null, remaining: null, resetAt: null },
      toApply: 3,
      valuesEvaluated: true,
      hasKey: true,
      skipBlocked: false,
      paint: createPaint(false),
    });
    expect(text).toContain('--redeploy leaves out agenticWorkflow reviewer');
    expect(text).toContain('after apply, redeploy it in the Qovery console');
  });

  it('says nothing of one that is blocked', () => {
    const plan = planOf([agentEntry('NOWHERE')], LISTINGS);
    expect(plan.changes[0]?.action).toBe('blocked');
    expect(plan.diagnostics.map(({ code }) => code)).not.toContain('manual-redeploy');
  });
});
