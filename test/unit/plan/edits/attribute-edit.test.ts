import { describe, expect, it } from 'vitest';
import type { Drift, SecretEvent } from '../../../../src/model/outside-edit.js';
import { attributeEdit, isAttributed, searchSince } from '../../../../src/plan/edits/attribute-edit.js';

const WRITTEN = Date.UTC(2026, 0, 15, 12);
const EDITED = WRITTEN + 3_600_000;
const MINUTE = 60_000;

const drift: Drift = {
  address: 'shop/production/application/checkout/DB_URL',
  scope: {
    type: 'APPLICATION',
    id: '00000000-0000-4000-8000-000000000001',
    organizationId: '00000000-0000-4000-8000-000000000002',
    project: 'shop',
    projectId: null,
    environment: 'production',
    environmentId: null,
    service: 'checkout',
  },
  organization: null,
  secretKey: 'DB_URL',
  overrideId: '00000000-0000-4000-8000-0000000000aa',
  ownTime: EDITED,
  writtenAt: WRITTEN,
};

const event = (parts: Partial<SecretEvent> = {}): SecretEvent => ({
  at: EDITED,
  type: 'UPDATE',
  origin: 'CONSOLE',
  triggeredBy: 'Jane Doe',
  userAgent: 'Mozilla/5.0',
  overrideIds: ['00000000-0000-4000-8000-0000000000aa'],
  namesKey: true,
  ...parts,
});

const unnamed = (parts: Partial<SecretEvent> = {}): SecretEvent =>
  event({ overrideIds: [], namesKey: false, ...parts });

describe('who made an edit', () => {
  it('is who the event that names the key names', () => {
    expect(attributeEdit(drift, [event()])).toEqual({
      by: 'Jane Doe',
      origin: 'CONSOLE',
      at: EDITED,
      isCertain: true,
    });
  });

  it('is nobody without a fitting event', () => {
    expect(attributeEdit(drift, [])).toBeNull();
    expect(attributeEdit(drift, [event({ overrideIds: [] })])).toBeNull();
    expect(attributeEdit(drift, [event({ at: WRITTEN - 6 * MINUTE })])).toBeNull();
  });

  it('is whose edit is nearest to the own time, whatever the order of the log', () => {
    const events = [
      event({ at: EDITED - 30 * MINUTE, triggeredBy: 'first' }),
      event({ at: EDITED + 1, triggeredBy: 'last' }),
      event({ at: EDITED - 10 * MINUTE, triggeredBy: 'second' }),
    ];
    expect(attributeEdit(drift, events)?.by).toBe('last');
    expect(attributeEdit(drift, events.toReversed())?.by).toBe('last');
  });

  it('prefers an event that names the key to a nearer one that names nothing', () => {
    const events = [unnamed({ triggeredBy: 'nearer' }), event({ at: EDITED - MINUTE, triggeredBy: 'named' })];
    expect(attributeEdit(drift, events)).toMatchObject({ by: 'named', isCertain: true });
  });

  it('is only likely where no event names the key, and nobody where that one is far off', () => {
    const events = [
      unnamed({ at: EDITED + 4 * MINUTE, triggeredBy: 'farther' }),
      unnamed({ at: EDITED - 2 * MINUTE, triggeredBy: 'nearer' }),
    ];
    expect(attributeEdit(drift, events)).toMatchObject({ by: 'nearer', isCertain: false });
    expect(attributeEdit(drift, [unnamed({ at: EDITED - 6 * MINUTE })])).toBeNull();
  });

  it('is never who deleted something, nor this program itself', () => {
    const own = event({ userAgent: 'qoverride/9.9.9', origin: 'API', triggeredBy: 'deploy bot' });
    expect(attributeEdit(drift, [event({ type: 'DELETE' }), own])).toBeNull();
    expect(attributeEdit(drift, [own, event({ at: EDITED - 1 })])).toBeNull();
    expect(attributeEdit(drift, [event({ userAgent: 'other-qoverride/1' })])?.by).toBe('Jane Doe');
  });

  it('is nobody from before our own write, however the clocks differ', () => {
    const own = event({ at: WRITTEN + 2000, userAgent: 'qoverride/1.0.0' });
    const before = event({ at: WRITTEN + 1000, triggeredBy: 'before' });
    expect(attributeEdit(drift, [own, before])).toBeNull();
    expect(attributeEdit(drift, [own, before, event({ at: WRITTEN + 3000 })])?.by).toBe('Jane Doe');
  });

  it('counts an own time older than our write, such as a restore leaves', () => {
    const restored: Drift = { ...drift, ownTime: WRITTEN - 3_600_000 };
    const edit = attributeEdit(restored, [event({ at: WRITTEN - 3_600_000 })]);
    expect(edit).toMatchObject({ by: 'Jane Doe', isCertain: true });
  });

  it('has an empty name and no origin where the log says nothing', () => {
    expect(attributeEdit(drift, [event({ triggeredBy: null, origin: null, userAgent: null })])).toMatchObject(
      {
        by: '',
        origin: null,
      },
    );
  });
});

describe('how far the log is read', () => {
  it('is from the earliest of the writes, less what clocks may differ', () => {
    const other: Drift = { ...drift, writtenAt: WRITTEN - 1000 };
    const restored: Drift = { ...drift, ownTime: WRITTEN - 2000 };
    expect(searchSince([drift])).toBe(WRITTEN - 5 * MINUTE);
    expect(searchSince([drift, other])).toBe(WRITTEN - 1000 - 5 * MINUTE);
    expect(searchSince([drift, other, restored])).toBe(WRITTEN - 2000 - 5 * MINUTE);
  });

  it('is to the first event that names the key, and is not later than the edit', () => {
    expect(isAttributed(drift, [event()])).toBe(true);
    expect(isAttributed(drift, [unnamed()])).toBe(false);
    expect(isAttributed(drift, [event({ at: EDITED + 6 * MINUTE })])).toBe(false);
  });
});
