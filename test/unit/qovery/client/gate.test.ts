import { describe, expect, it } from 'vitest';
import { createGate, type Gate, type Ticket } from '../../../../src/qovery/client/gate.js';

const ticketOf = async (gate: Gate): Promise<Ticket> => gate.run(async (ticket) => ticket);

const report = async (gate: Gate, overloaded: readonly boolean[]): Promise<void> => {
  for (const value of overloaded) gate.report(await ticketOf(gate), value);
};

const times = (count: number, value: boolean): readonly boolean[] =>
  Array.from({ length: count }, () => value);

describe('createGate', () => {
  it('begins at full width', () => {
    expect(createGate(10).width()).toBe(10);
  });

  it('is not narrowed by stray overloads', async () => {
    const gate = createGate(10);
    await report(
      gate,
      times(400, false).map((_, index) => index % 20 === 0),
    );
    expect(gate.width()).toBe(10);
  });

  it('is halved once for a round trip when many answers say overload', async () => {
    const gate = createGate(16);
    const before = await Promise.all(Array.from({ length: 16 }, () => ticketOf(gate)));
    for (const ticket of before) gate.report(ticket, true);
    expect(gate.width()).toBe(8);
    await report(gate, [true]);
    expect(gate.width()).toBe(4);
  });

  it('never closes', async () => {
    const gate = createGate(10);
    await report(gate, times(500, true));
    expect(gate.width()).toBe(1);
    await expect(ticketOf(gate)).resolves.toBeTypeOf('number');
  });

  it('widens slowly while the server is busy, and fast once it no longer is', async () => {
    const gate = createGate(16);
    await report(gate, times(7, true));
    const narrow = gate.width();
    await report(gate, times(4, false));
    expect(gate.width()).toBeLessThanOrEqual(narrow + 2);
    await report(gate, times(80, false));
    expect(gate.width()).toBe(16);
  });

  it('runs no more at once than it is wide', async () => {
    const gate = createGate(3);
    let now = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 20 }, () =>
        gate.run(async () => {
          most = Math.max(most, (now += 1));
          await new Promise((resolve) => setImmediate(resolve));
          now -= 1;
        }),
      ),
    );
    expect(most).toBe(3);
  });
});
