import { describe, expect, it } from 'vitest';
import { isWithinWindow } from '../../../../src/model/marker.js';
import { createWriter } from '../../../../src/qovery/secrets/write.js';
import { START } from '../../../support/virtual-clock.js';
import {
  APPLIED,
  GET_LINE,
  OURS,
  OVERRIDE,
  POST_LINE,
  PUT_LINE,
  asJson,
  createWorld,
  existing,
  lateness,
  operationOf,
} from './write-world.js';

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

  it.each([
    ['ahead', -2001, true],
    ['ahead', -2000, false],
    ['behind', 3000, false],
    ['behind', 3001, true],
  ])('that is %s is judged by the millisecond: %i', async (_, serverAhead, isRewritten) => {
    const world = await createWorld({}, { serverAhead });
    await createWriter(world.rig.client).create(operationOf());
    expect(world.lines()).toEqual(isRewritten ? [POST_LINE, PUT_LINE] : [POST_LINE]);
    expect(isWithinWindow(lateness(world), 0)).toBe(true);
  });

  it.each([
    ['3.9 s each time', [3900, 3900], 2],
    ['7 s, then little', [7000, 100], 2],
    ['20 s each time, up to a bound', [20_000, 20_000, 20_000, 20_000], 4],
  ])('is corrected where requests take %s', async (_, latencies, requests) => {
    let sent = 0;
    const latency = (): number => latencies[sent++] ?? 20_000;
    const world = await createWorld({}, { latency, options: { timeout: 30_000 } });
    expect(await createWriter(world.rig.client).create(operationOf())).toMatchObject(APPLIED);
    expect(world.lines()).toHaveLength(requests);
    expect(isWithinWindow(lateness(world), 0)).toBe(requests < 4);
  });

  describe('before any answer has told the time', () => {
    it('is one that has passed, and is corrected once for all writes of the run', async () => {
      const world = await createWorld({}, { isTimeKnown: false, serverAhead: -3_600_000 });
      const writer = createWriter(world.rig.client);
      await writer.create(operationOf());
      const updates = [existing(), existing(), existing()].map((operation) => writer.update(operation));
      await Promise.all(updates);
      expect(world.lines()).toEqual([POST_LINE, PUT_LINE, PUT_LINE, PUT_LINE, PUT_LINE]);
      const [first, ...others] = world.bodies().map(({ description }) => description);
      expect(first).toBe('ours 0');
      expect(new Set(others)).toEqual(new Set([`ours ${String(START / 1000 - 3600)}`]));
    });

    it('waits for the first write, so that the others need no correction', async () => {
      const world = await createWorld({}, { isTimeKnown: false, override: OURS, serverAhead: 5000 });
      const writer = createWriter(world.rig.client);
      await Promise.all([1, 2, 3, 4].map(() => writer.update(existing())));
      expect(world.lines()).toHaveLength(5);
    });

    it('is the newest own time that a list has shown', async () => {
      const world = await createWorld({}, { isTimeKnown: false });
      world.rig.client.serverTime.observeListed(START - 5_000_000);
      world.rig.client.serverTime.observeListed(START - 9_000_000);
      await createWriter(world.rig.client).create(operationOf());
      expect(world.bodies()[0]?.['description']).toBe(`ours ${String(START / 1000 - 5000)}`);
    });
  });

  describe('where a PUT answers with the time from before', () => {
    const planned = existing({ ownTime: OURS.updatedAt - 86_400_000 });
    const override = { ...OURS, updatedAt: OURS.updatedAt - 86_400_000 };

    it('costs one look in a run, and no second PUT', async () => {
      const world = await createWorld({}, { isStale: true, override });
      const writer = createWriter(world.rig.client);
      await writer.update(planned);
      world.state.override = override;
      await writer.update(planned);
      expect(world.lines()).toEqual([PUT_LINE, GET_LINE, PUT_LINE]);
      expect(isWithinWindow(lateness(world), 0)).toBe(true);
    });

    it('learns from that look how far the clocks are apart', async () => {
      const world = await createWorld({}, { isStale: true, override, serverAhead: 60_000 });
      const writer = createWriter(world.rig.client);
      await writer.update(planned);
      expect(world.lines()).toEqual([PUT_LINE, GET_LINE, PUT_LINE]);
      expect(isWithinWindow(lateness(world), 0)).toBe(true);
      world.state.override = override;
      await writer.update(planned);
      expect(world.lines()).toHaveLength(4);
      expect(isWithinWindow(lateness(world), 0)).toBe(true);
    });

    it('is accepted where not even a list shows another time', async () => {
      const world = await createWorld(
        ({ method }) =>
          method === 'GET'
            ? { commit: false, reply: { json: { results: [asJson(OVERRIDE, override)] } } }
            : undefined,
        { isStale: true, override },
      );
      const writer = createWriter(world.rig.client);
      await writer.update(planned);
      world.state.override = override;
      await writer.update(planned);
      expect(world.lines()).toEqual([PUT_LINE, GET_LINE, PUT_LINE]);
    });
  });
});
