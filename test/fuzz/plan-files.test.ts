import { describe, expect } from 'vitest';
import { Failure } from '../../src/model/failure.js';
import { checkSavedPlan } from '../../src/plan/saved/saved-plan-compare.js';
import { parseSavedPlan } from '../../src/plan/saved/saved-plan-parse.js';
import { createSavedPlan, formatSavedPlan } from '../../src/plan/saved/saved-plan.js';
import {
  declare,
  describeMarked,
  entry,
  keyring,
  override,
  parent,
  planOf,
  resolved,
} from '../support/worlds/index.js';
import { attempt, expectSound, fuzz } from './fuzz.js';
import { SECRET } from './inputs.js';

const FLAGS = { target: ['shop/*'], prune: true, 'max-deletes': 5 };
const declared = declare({ description: 'ours' });

const PLANS = [
  planOf([entry(declared, undefined, resolved(SECRET))], [parent]),
  planOf(
    [entry(declared, undefined, resolved(SECRET))],
    [parent, override({ description: describeMarked({ text: 'theirs' }) })],
  ),
];
const FILES = PLANS.map((plan) =>
  formatSavedPlan(
    createSavedPlan(plan, keyring, { toolVersion: '1.2.3', nonce: 'n'.repeat(43), flags: FLAGS }),
  ),
);

describe('plan files', () => {
  for (const [index, plan] of PLANS.entries()) {
    fuzz(`of any content pass only where they say what plan ${index + 1} says`, FILES, async ({ bytes }) => {
      const text = bytes.toString('utf8');
      const saved = await attempt(() => {
        const parsed = parseSavedPlan(text);
        checkSavedPlan(parsed, plan, keyring, FLAGS);
        return parsed;
      });
      if (saved instanceof Failure) {
        expectSound(saved, true);
        expect(['bad-plan-file', 'plan-file-version', 'stale-plan']).toContain(saved.code);
      } else {
        const { tool, formatVersion, ...promise } = parseSavedPlan(FILES[index] ?? '');
        expect(saved).toEqual({ tool: saved.tool, formatVersion: saved.formatVersion, ...promise });
        expect(tool.name).toBe('qoverride');
        expect(formatVersion).toMatch(/^2\./);
      }
    });
  }
});
