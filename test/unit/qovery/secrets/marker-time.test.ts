import { describe, expect, it } from 'vitest';
import { createWriter } from '../../../../src/qovery/secrets/write.js';
import { APPLIED, GET_LINE, POST_LINE, PUT_LINE, createWorld, existing, operationOf } from './write-world.js';

describe('the marker time', () => {
  it('is corrected by writing once more where the answer is dated far from it', async () => {
    const world = await createWorld({}, { serverAhead: 3_600_000 });
    expect(await createWriter(world.rig.client).create(operationOf())).toMatchObject(APPLIED);
    expect(world.lines()).toEqual([POST_LINE, PUT_LINE]);
    const stored = world.state.override;
    const markerTime = Number(stored?.description.slice('ours '.length)) * 1000;
    expect(Math.abs(markerTime - (stored?.updatedAt ?? 0))).toBeLessThanOrEqual(2000);
  });

  it('is right from then on', async () => {
    const world = await createWorld({}, { serverAhead: -7_200_000 });
    const writer = createWriter(world.rig.client);
    await writer.create(operationOf());
    await writer.update(existing());
    expect(world.lines()).toEqual([POST_LINE, PUT_LINE, PUT_LINE]);
  });

  it('is corrected as well where only a list shows what was written', async () => {
    const world = await createWorld({ 0: { commit: true, reply: 'reset' } }, { serverAhead: 600_000 });
    expect(await createWriter(world.rig.client).create(operationOf())).toMatchObject(APPLIED);
    expect(world.lines().slice(0, 3)).toEqual([POST_LINE, GET_LINE, PUT_LINE]);
    const stored = world.state.override;
    const markerTime = Number(stored?.description.slice('ours '.length)) * 1000;
    expect(Math.abs(markerTime - (stored?.updatedAt ?? 0))).toBeLessThanOrEqual(2000);
  });

  it('is left alone where it is near enough', async () => {
    const world = await createWorld({}, { serverAhead: 3000 });
    await createWriter(world.rig.client).create(operationOf());
    expect(world.lines()).toEqual([POST_LINE]);
  });
});
