import type { SandboxAssumptions } from './assumptions.js';
import { dropSecret, putSecret, type StoredSecret, type World } from './world.js';

/** How long lists or commits are late, in milliseconds of the sandbox's time. */
const DELAY = 2500;

/** Lets writes show later than they are answered, as one assumption says. Times in milliseconds since 1970 of the sandbox's time. */
export interface LateWrites {
  /** Carries out a request that may write. */
  readonly carryOut: <Result>(now: number, act: () => Result) => Result;
  /** Commits what is due. */
  readonly settle: (now: number) => void;
  /** The world as lists show it. */
  readonly listed: (now: number) => World;
}

type Secrets = ReadonlyMap<string, StoredSecret>;

/** A change of one secret that is not committed yet. */
interface Pending {
  readonly dueAt: number;
  readonly id: string;
  readonly before: StoredSecret | undefined;
  readonly after: StoredSecret | undefined;
}

/** Makes the late writes of one sandbox. */
export const createLateWrites = (world: World, writesShow: SandboxAssumptions['writesShow']): LateWrites => {
  let earlier: { readonly until: number; readonly secrets: Secrets }[] = [];
  let pending: Pending[] = [];

  const commitLate = <Result>(now: number, act: () => Result): Result => {
    const before = new Map(world.secrets);
    const result = act();
    for (const id of new Set([...before.keys(), ...world.secrets.keys()])) {
      const change = { dueAt: now + DELAY, id, before: before.get(id), after: world.secrets.get(id) };
      if (change.before === change.after) continue;
      pending.push(change);
      replace(world, change.after, change.before);
    }
    return result;
  };

  return {
    carryOut: (now, act) => {
      switch (writesShow) {
        case 'at-once':
          return act();
        case 'in-late-lists':
          earlier = earlier.filter(({ until }) => until > now - DELAY);
          earlier.push({ until: now, secrets: new Map(world.secrets) });
          return act();
        case 'after-late-commits':
          return commitLate(now, act);
      }
    },
    settle: (now) => {
      for (const { after, id } of pending.filter(({ dueAt }) => dueAt <= now)) {
        const before = world.secrets.get(id);
        replace(world, before, after === undefined ? undefined : dateLater(after, before));
      }
      pending = pending.filter(({ dueAt }) => dueAt > now);
    },
    listed: (now) => {
      const shown = earlier.find(({ until }) => until > now - DELAY);
      return shown === undefined ? world : withSecrets(world, shown.secrets);
    },
  };
};

const replace = (world: World, from: StoredSecret | undefined, to: StoredSecret | undefined): void => {
  if (to !== undefined) putSecret(world, to);
  else if (from !== undefined) dropSecret(world, from);
};

/** Moves what the write has dated to the time at which it is committed. */
const dateLater = (after: StoredSecret, before: StoredSecret | undefined): StoredSecret => ({
  ...after,
  createdAt: before === undefined ? after.createdAt + DELAY : after.createdAt,
  updatedAt:
    after.updatedAt === null || after.updatedAt === before?.updatedAt
      ? after.updatedAt
      : after.updatedAt + DELAY,
});

const withSecrets = (world: World, secrets: Secrets): World => {
  const shown: World = { ...world, secrets: new Map(), secretsOf: new Map() };
  for (const secret of secrets.values()) putSecret(shown, secret);
  return shown;
};
