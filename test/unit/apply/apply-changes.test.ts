import { describe, expect, it } from 'vitest';
import { applyChanges, type ApplyInput } from '../../../src/apply/apply-changes.js';
import type { Action, Change } from '../../../src/model/plan.js';
import type { ChangeOutcome, WriteFailure, WriteResult, Writer } from '../../../src/model/write.js';

const change = (name: string, action: Action): Change => ({
  address: `shop/production/application/checkout/${name}`,
  action,
  reason: 'missing',
  stack: 'default',
  scopeType: 'APPLICATION',
  scope: null,
  secretKey: name,
  parentId: null,
  overrideId: action === 'create' ? null : `id-${name}`,
  ownTime: null,
  writtenAt: null,
  edit: null,
  before: null,
  after: null,
  value: null,
  declared: null,
});

const failure = (details: Partial<WriteFailure> = {}): WriteFailure => ({
  kind: 'failed',
  code: 'server-error',
  message: 'the API answered 500',
  hint: null,
  fatal: false,
  ...details,
});

const setUp = (
  answer: (change: Change, kind: 'create' | 'update' | 'remove') => WriteResult | Promise<WriteResult>,
) => {
  const calls: string[] = [];
  const reported: ChangeOutcome[] = [];
  const call =
    (kind: 'create' | 'update' | 'remove') =>
    async (operation: { readonly change: Change }): Promise<WriteResult> => {
      calls.push(`${kind} ${operation.change.secretKey}`);
      return answer(operation.change, kind);
    };
  const writer: Writer = { create: call('create'), update: call('update'), remove: call('remove') };
  let time = 0;
  let halts = 0;
  const run = (changes: readonly Change[], input: Partial<ApplyInput> = {}) =>
    applyChanges({
      changes,
      writer,
      operationOf: (one) => ({ change: one, describe: () => '', isOurs: () => false }),
      lanes: 2,
      failFast: false,
      interrupt: new AbortController().signal,
      halt: () => (halts += 1),
      clock: { now: () => (time += 1), sleep: () => Promise.resolve() },
      report: (outcome) => reported.push(outcome),
      ...input,
    });
  return { calls, reported, run, halts: () => halts };
};

const applied: WriteResult = { kind: 'applied', overrideId: 'new-id', markerTime: 1 };
const words = (outcomes: readonly ChangeOutcome[]): readonly string[] =>
  outcomes.map(({ outcome }) => outcome);

describe('applyChanges', () => {
  it('makes one write for each change and leaves the others unchanged, in the order of the plan', async () => {
    const { calls, reported, run } = setUp(() => applied);
    const outcomes = await run([
      change('A', 'create'),
      change('B', 'none'),
      change('C', 'update'),
      change('D', 'blocked'),
    ]);
    expect(calls).toEqual(['create A', 'update C']);
    expect(words(outcomes)).toEqual(['applied', 'unchanged', 'applied', 'unchanged']);
    expect(outcomes[0]?.overrideId).toBe('new-id');
    expect(reported.map((outcome) => outcome.change.secretKey)).toEqual(['A', 'C']);
  });

  it('goes on after a failed change and leaves the deletes out', async () => {
    const { calls, run } = setUp((one) => (one.secretKey === 'A' ? failure() : applied));
    const outcomes = await run([change('A', 'create'), change('B', 'delete'), change('C', 'update')]);
    expect(calls).toEqual(['create A', 'update C']);
    expect(words(outcomes)).toEqual(['failed', 'not-attempted', 'applied']);
  });

  it('deletes last, once everything else has succeeded', async () => {
    const { calls, run } = setUp(() => applied);
    await run([change('A', 'delete'), change('B', 'create'), change('C', 'update')]);
    expect(calls).toEqual(['create B', 'update C', 'remove A']);
  });

  it('stops at the first failure under failFast', async () => {
    const { calls, run } = setUp(() => failure());
    const outcomes = await run([change('A', 'create'), change('B', 'create')], { lanes: 1, failFast: true });
    expect(calls).toEqual(['create A']);
    expect(words(outcomes)).toEqual(['failed', 'not-attempted']);
  });

  it('holds back what waits to be sent when it stops, and says of that no more than that it was not attempted', async () => {
    const { halts, run } = setUp((one) => failure(one.secretKey === 'A' ? {} : { code: 'interrupted' }));
    const changes = [change('A', 'create'), change('B', 'create')];
    const outcomes = await run(changes, { failFast: true });
    expect(halts()).toBe(1);
    expect(outcomes[1]).toMatchObject({ outcome: 'not-attempted', error: null });
    await run(changes);
    expect(halts()).toBe(1);
  });

  it('stops at a failure after which nothing can succeed', async () => {
    const { calls, run } = setUp(() => failure({ fatal: true }));
    const outcomes = await run([change('A', 'create'), change('B', 'create')], { lanes: 1 });
    expect(calls).toEqual(['create A']);
    expect(words(outcomes)).toEqual(['failed', 'not-attempted']);
  });

  it('starts nothing new once interrupted, and waits for what is under way', async () => {
    const interrupt = new AbortController();
    const { calls, run } = setUp(async () => {
      interrupt.abort();
      await Promise.resolve();
      return applied;
    });
    const outcomes = await run([change('A', 'create'), change('B', 'create')], {
      lanes: 1,
      interrupt: interrupt.signal,
    });
    expect(calls).toEqual(['create A']);
    expect(words(outcomes)).toEqual(['applied', 'not-attempted']);
  });

  it('tells a write that never sent a request from one that failed', async () => {
    const { run } = setUp(() => failure({ code: 'interrupted' }));
    const [outcome] = await run([change('A', 'create')]);
    expect(outcome).toMatchObject({ outcome: 'not-attempted', startedAt: null, endedAt: null });
  });

  it('never has more changes under way than lanes', async () => {
    let underWay = 0;
    let most = 0;
    const { run } = setUp(async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((done) => setImmediate(done));
      underWay -= 1;
      return applied;
    });
    const changes = Array.from({ length: 50 }, (_, index) => change(`K${index}`, 'create'));
    const outcomes = await run(changes, { lanes: 7 });
    expect(most).toBe(7);
    expect(outcomes.every(({ outcome }) => outcome === 'applied')).toBe(true);
  });
});
