import { describe, expect } from 'vitest';
import { stringify } from 'yaml';
import { Failure } from '../../src/model/failure.js';
import { parseFaults, planFaults } from '../../src/sandbox/http/faults.js';
import { parseSeed } from '../../src/sandbox/seed/parse-seed.js';
import { FULL_SEED } from '../support/worlds/index.js';
import { attempt, expectInside, expectSound, fuzz } from './fuzz.js';
import { SECRET } from './inputs.js';

const SEED = JSON.parse(
  JSON.stringify(FULL_SEED, (name, value: unknown) => (name === 'value' ? SECRET : value)),
) as unknown;

const FAULTS = [
  {
    kind: 'status',
    method: 'POST',
    path: '/application/*/secret/*/override',
    nth: 2,
    status: 503,
    headers: { 'Retry-After': '1' },
  },
  { kind: 'delay', delay: '500ms', every: 3, times: 2 },
  { kind: 'commit-then-reset', probability: 0.5, seed: 7, after: 1 },
];

const expectRefused = (failure: Failure, text: string, isSecret: boolean): void => {
  for (const { location } of expectSound(failure, isSecret)) expectInside(text, location);
};

describe('files for the sandbox', () => {
  fuzz(
    'of any content are a seed, or refused with places and without a value',
    [stringify(SEED), JSON.stringify(SEED)],
    async ({ bytes, isRearranged }) => {
      const text = bytes.toString('utf8');
      const seed = await attempt(() => parseSeed(text, 'seed.yaml'));
      if (seed instanceof Failure) expectRefused(seed, text, !isRearranged);
      else expect(seed.organizations).toBeInstanceOf(Array);
    },
  );

  fuzz(
    'of any content are faults, or refused with places',
    [stringify(FAULTS), JSON.stringify(FAULTS)],
    async ({ bytes }) => {
      const text = bytes.toString('utf8');
      const faults = await attempt(() => parseFaults(text, 'faults.yaml'));
      if (faults instanceof Failure) {
        expectRefused(faults, text, false);
        return;
      }
      const plan = planFaults(faults);
      plan.decide('POST', '/application/1/secret/2/override');
      expect(plan.counts()).toHaveLength(faults.length);
    },
  );
});
