import { describe, expect, it, vi } from 'vitest';
import { PATIENCE, playHistories } from './histories.js';

vi.mock('../../src/http/http-client.js', () => import('./memory-http.js'));

describe('what teams do to manifests, keys and environments', () => {
  it(
    'gives every override the verdict that is true of it',
    async () => {
      const { reasons } = await playHistories('teams');
      const seen = [...reasons.keys()];
      expect(seen).toEqual(
        expect.arrayContaining([
          'in-sync',
          'rekey',
          'value-changed',
          'metadata-changed',
          'undeclared',
          'no-service',
          'no-parent',
          'missing',
        ]),
      );
    },
    PATIENCE,
  );
});
