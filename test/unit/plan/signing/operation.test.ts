import { describe, expect, it } from 'vitest';
import { splitDescription } from '../../../../src/plan/signing/marker.js';
import { createOperation } from '../../../../src/plan/signing/operation.js';
import {
  declare,
  describeMarked,
  entry,
  keyring,
  keyringOf,
  OLD_KEY,
  only,
  OTHER_KEY,
  override,
  parent,
  planOf,
  resolved,
  secret,
  signingKey,
  TIME,
  uuidOf,
} from '../../../support/worlds/index.js';

const change = only(planOf([entry(declare({ description: 'ours' }))], [parent]));
const operation = createOperation(change, keyring);

describe('describe', () => {
  it('writes the text and a marker of that moment', () => {
    expect(operation.describe(TIME)).toBe(describeMarked({ text: 'ours' }));
    expect(operation.describe(TIME + 1)).toBe(describeMarked({ text: 'ours', time: TIME + 1 }));
  });

  it('sends back a text that the manifest leaves alone', () => {
    const live = override({ description: describeMarked({ text: 'by hand ', value: 'old' }) });
    const update = createOperation(only(planOf([entry()], [parent, live])), keyring);
    expect(splitDescription(update.describe(TIME)).text).toBe('by hand ');
  });

  it('has nothing to write for what is blocked or without a value', () => {
    const blocked = only(planOf([entry()], [parent, secret(1, { scope: 'APPLICATION' })]));
    expect(() => createOperation(blocked, keyring).describe(TIME)).toThrow(TypeError);
    const unevaluated = only(planOf([entry()], [parent], { noValues: true }));
    expect(() => createOperation(unevaluated, keyring).describe(TIME)).toThrow(TypeError);
  });
});

describe('isOurs', () => {
  const written = override({ description: operation.describe(TIME) });

  it('knows what this operation writes, whenever it was written', () => {
    expect(operation.isOurs(written)).toBe(true);
    expect(operation.isOurs({ ...written, ownTime: 0 })).toBe(true);
    expect(operation.isOurs({ ...written, description: operation.describe(TIME + 99) })).toBe(true);
  });

  it('knows what a run with an old key wrote', () => {
    expect(operation.isOurs({ ...written, description: describeMarked({ key: signingKey(OLD_KEY) }) })).toBe(
      true,
    );
  });

  it.each([
    ['without a marker', { description: 'ours' }],
    ['with another value', { description: describeMarked({ value: 'other' }) }],
    ['of another stack', { description: describeMarked({ stack: 'other' }) }],
    ['of another scope', { description: describeMarked({ scopeId: uuidOf(9) }) }],
    ['under a key that we lack', { description: describeMarked({ key: signingKey(OTHER_KEY) }) }],
    ['with another key', { key: 'OTHER' }],
    ['at another scope', { scope: 'ENVIRONMENT' }],
    ['that is no override', { overrides: null }],
  ])('does not know a secret %s', (_, fields) => {
    expect(operation.isOurs({ ...written, ...fields })).toBe(false);
  });

  it('knows its own writes without a key, but not those of another run', () => {
    const own = createOperation(change, keyringOf(null));
    expect(own.isOurs({ ...written, description: own.describe(TIME) })).toBe(true);
    const other = createOperation(change, {
      ...keyringOf(null),
      signing: { id: '-', secret: signingKey(OTHER_KEY).secret },
    });
    expect(other.isOurs({ ...written, description: own.describe(TIME) })).toBe(false);
  });

  it('tells values apart by what they are', () => {
    const other = only(planOf([entry(declare(), undefined, resolved('hunter3'))], [parent]));
    expect(createOperation(other, keyring).isOurs(written)).toBe(false);
  });
});
