import { describe, expect, it, vi } from 'vitest';
import { PATIENCE, playHistories } from './histories.js';

vi.mock('../../src/http/http-client.js', () => import('./memory-http.js'));

describe('what people and Terraform do to overrides', () => {
  it(
    'gives every override the verdict that is true of it',
    async () => {
      const { reasons } = await playHistories('edits');
      const seen = [...reasons.keys()];
      expect(seen).toEqual(
        expect.arrayContaining([
          'in-sync',
          'edited-outside',
          'adopt',
          'value-unknown',
          'other-stack',
          'missing',
        ]),
      );
    },
    PATIENCE,
  );
});
