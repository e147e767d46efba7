import { describe, expect, it } from 'vitest';
import { checkApply } from '../../../src/plan/apply-guard.js';
import { isInSync } from '../../../src/model/plan.js';
import {
  declare,
  describeMarked,
  entry,
  KEY,
  keyring,
  keyringOf,
  OTHER_KEY,
  override,
  parent,
  planOf,
  signingKey,
  TIME,
} from '../../support/worlds/index.js';

const keyless = keyringOf(null);
const marked = [parent, override({ description: describeMarked() })];
const refusal = (code: string): unknown => expect.objectContaining({ code });

describe('checkApply', () => {
  it('lets a plan pass', () => {
    expect(() => checkApply(planOf([entry()], [parent]), keyring)).not.toThrow();
    expect(() => checkApply(planOf([entry()], [parent], { keyring: keyless }), keyless)).not.toThrow();
  });

  it('refuses a plan with errors', () => {
    expect(() => checkApply(planOf([entry()], []), keyring)).toThrow(refusal('plan-has-errors'));
    expect(() => checkApply(planOf([entry()], [], { skipBlocked: true }), keyring)).not.toThrow();
  });

  it('refuses a plan that would write what nobody evaluated', () => {
    expect(() => checkApply(planOf([entry()], [parent], { noValues: true }), keyring)).toThrow(
      refusal('values-missing'),
    );
  });

  it.each([
    ['a marker with a key', describeMarked(), TIME],
    ['one with a key that nobody knows', describeMarked({ key: signingKey(OTHER_KEY) }), TIME],
    ['one that was edited since', describeMarked(), TIME + 60],
  ])('refuses to overwrite %s without a key', (_, description, seconds) => {
    const live = [parent, override({ description, ownTime: seconds * 1000 })];
    const plan = planOf([entry()], live, { keyring: keyless });
    expect(() => checkApply(plan, keyless)).toThrow(refusal('key-missing'));
  });

  it('refuses to overwrite the marker of another version without a key', () => {
    const live = [parent, override({ description: '[qoverride:2:storefront:x]' })];
    const plan = planOf([entry()], live, { keyring: keyless, takeOver: new Set(['storefront']) });
    expect(() => checkApply(plan, keyless)).toThrow(refusal('key-missing'));
  });

  it.each([
    ['made without one', describeMarked({ key: keyless.signing })],
    ['not there', 'by hand'],
  ])('overwrites without a key where the marker is %s', (_, description) => {
    const plan = planOf([entry()], [parent, override({ description })], { keyring: keyless });
    expect(plan.summary.update).toBe(1);
    expect(() => checkApply(plan, keyless)).not.toThrow();
  });

  it('has nothing against a marker that is not overwritten', () => {
    const plan = planOf([entry()], marked, { keyring: keyless, skip: new Set(['value-unknown']) });
    expect(() => checkApply(plan, keyless)).not.toThrow();
  });
});

describe('isInSync', () => {
  it('holds only when nothing is unknown, left out, blocked or changed', () => {
    const inSync = planOf([entry()], marked);
    expect(isInSync(inSync)).toBe(true);
    const unknown = planOf([entry()], marked, { noValues: true });
    expect(isInSync(unknown)).toBe(false);
    const skipped = planOf([entry(declare({ description: 'x' }))], marked, {
      skip: new Set(['metadata-changed']),
    });
    expect(isInSync(skipped)).toBe(false);
    const blocked = planOf([entry()], []);
    expect(isInSync(blocked)).toBe(false);
    const changed = planOf([entry()], [parent], { keyring: keyringOf(KEY) });
    expect(isInSync(changed)).toBe(false);
  });
});
