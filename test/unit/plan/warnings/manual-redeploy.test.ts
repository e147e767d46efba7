import { describe, expect, it } from 'vitest';
import { createPaint } from '../../../../src/render/text/paint.js';
import { renderDiagnostics } from '../../../../src/render/text/diagnostics-text.js';
import {
  checkout,
  declare,
  entry,
  parent,
  planOf,
  read,
  scopeOf,
  secret,
  uuidOf,
} from '../../../support/worlds/index.js';

const agent = { ...scopeOf('AGENTIC_WORKFLOW', uuidOf(103)), service: 'reviewer' };
const other = secret(202, { key: 'OTHER' });

const agentEntry = (key: string) =>
  entry(declare({ scopeType: 'AGENTIC_WORKFLOW', service: 'reviewer', secret: key }), agent);

const LISTINGS = new Map([checkout, agent].map(({ id }) => [id, read(parent, other)]));

describe('a plan that changes an agentic workflow', () => {
  it('says once that nothing can redeploy it on request, and what to do', () => {
    const plan = planOf([agentEntry('DATABASE_URL'), agentEntry('OTHER'), entry()], LISTINGS);
    expect(renderDiagnostics(plan.diagnostics, createPaint(false))).toBe(
      'info[manual-redeploy]: --redeploy leaves out agenticWorkflow reviewer: the Qovery API has no request that redeploys an agentic workflow\n' +
        '  hint: after apply, redeploy it in the Qovery console\n',
    );
  });

  it('says nothing of one that is blocked', () => {
    const plan = planOf([agentEntry('NOWHERE')], LISTINGS);
    expect(plan.changes[0]?.action).toBe('blocked');
    expect(plan.diagnostics.map(({ code }) => code)).not.toContain('manual-redeploy');
  });
});
