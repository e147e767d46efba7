import type { StoredSecret, World } from '../../src/sandbox/world/world.js';

/** Where a marker comes from, as far as anybody who watched knows. */
export interface Origin {
  /** `retimed` has another time in it than the marker that we wrote; `other-version` never was one of ours. */
  readonly kind: 'genuine' | 'retimed' | 'other-version';
  readonly stack: string;
  /** Null where the run had none. */
  readonly key: string | null;
  readonly scopeId: string;
  readonly secretKey: string;
  /** What we wrote along with it. */
  readonly value: string;
  /** When we wrote it, in milliseconds since 1970 by the server's clock. */
  readonly at: number;
  /** When the marker says so, likewise. */
  readonly says: number;
}

/** Who writes. */
export type Author = 'others' | { readonly stack: string; readonly key: string | null };

/** What became of one entry through one request or act. */
export interface Happening {
  readonly kind: 'created' | 'edited' | 'deleted';
  readonly secret: StoredSecret;
}

/** What is known of an entry. */
export interface Known {
  readonly secret: StoredSecret;
  /** Who wrote it last. */
  readonly by: Author;
  /** When that was. */
  readonly at: number;
  /** The description without the marker. */
  readonly text: string;
  /** Null where the description ends with no marker. */
  readonly marker: string | null;
  readonly origin: Origin | null;
}

/** What really happened: every write, by whom and when. It is told by the server, and never asks the tool. */
export interface Truth {
  /** Puts down whatever changed since the last time to one author. */
  readonly observe: (by: Author) => readonly Happening[];
  readonly of: (secret: StoredSecret) => Known;
  /** Every marker that was ever written or forged, oldest first. */
  readonly markers: ReadonlyMap<string, Origin>;
  /** Remembers a marker that somebody made from one of ours. */
  readonly forge: (marker: string, origin: Origin) => void;
}

const MARKER = /\[qoverride:1:[a-z0-9-]+:([0-9a-z]+):[^\]]+\]$/;

/** Starts to watch a world. */
export const createTruth = (world: World, skew: number): Truth => {
  const markers = new Map<string, Origin>();
  const known = new Map<string, Pick<Known, 'secret' | 'by' | 'at'>>();

  const learn = (secret: StoredSecret, by: Exclude<Author, 'others'>, at: number): void => {
    const match = MARKER.exec(secret.description ?? '');
    if (match === null) throw new Error(`we wrote ${secret.key} without a marker`);
    const [marker, time = ''] = match;
    markers.set(marker, {
      kind: 'genuine',
      ...by,
      scopeId: secret.parentId,
      secretKey: secret.key,
      value: secret.value.reveal(),
      at,
      says: Number.parseInt(time, 36) * 1000 - skew,
    });
  };

  const observe = (by: Author): readonly Happening[] => {
    const happened: Happening[] = [];
    for (const secret of world.secrets.values()) {
      const before = known.get(secret.id);
      if (before?.secret === secret) continue;
      if (before !== undefined && isSame(before.secret, secret)) {
        known.set(secret.id, { ...before, secret });
        continue;
      }
      const at = (secret.updatedAt ?? secret.createdAt) - skew;
      if (by !== 'others' && secret.overrides !== null) learn(secret, by, at);
      known.set(secret.id, { secret, by, at });
      happened.push({ kind: before === undefined ? 'created' : 'edited', secret });
    }
    for (const { secret } of known.values()) {
      if (world.secrets.has(secret.id)) continue;
      known.delete(secret.id);
      happened.push({ kind: 'deleted', secret });
    }
    return happened;
  };

  const of = (secret: StoredSecret): Known => {
    const found = known.get(secret.id);
    if (found === undefined) throw new Error(`nobody saw ${secret.key} come`);
    const description = secret.description ?? '';
    const marker = [...markers.keys()].find((one) => description.endsWith(one)) ?? null;
    const text = marker === null ? description : description.slice(0, -marker.length).replace(/ $/, '');
    return { ...found, text, marker, origin: marker === null ? null : (markers.get(marker) ?? null) };
  };

  return { observe, of, markers, forge: (marker, origin) => markers.set(marker, origin) };
};

/** A parent that is edited has its overrides stored once more, though nobody wrote them. */
const isSame = (left: StoredSecret, right: StoredSecret): boolean =>
  left.updatedAt === right.updatedAt &&
  left.value.reveal() === right.value.reveal() &&
  left.description === right.description &&
  left.enableInterpolationInFile === right.enableInterpolationInFile;
