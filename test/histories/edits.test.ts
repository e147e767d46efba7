import { describe, expect, it } from 'vitest';
import { PATIENCE, playHistories } from './histories.js';

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
          'own-secret',
          'missing',
        ]),
      );
    },
    PATIENCE,
  );
});
