import type { Assumption } from '../../model/doctor/assumption.js';
import { expectedOutcome } from '../../model/doctor/assumption.js';
import { ASSUMPTIONS } from '../../model/doctor/assumptions.js';
import type { AssumptionName, AssumptionRow } from '../../model/doctor/report.js';

/** What was observed of an assumption: an outcome of it, or another word; with a time where one was measured. */
export interface Observation {
  readonly outcome: string;
  /** Milliseconds; null where the outcome is no time. */
  readonly measured: number | null;
}

/** What a run has observed. */
export interface Observations {
  /** Notes what was observed; a later observation counts more. */
  readonly see: (name: AssumptionName, outcome: string) => void;
  /** Notes a measured time in milliseconds, which is `none` up to a limit. */
  readonly measure: (name: AssumptionName, milliseconds: number, limit: number) => void;
  /** Notes why something could not be observed. */
  readonly miss: (name: AssumptionName, why: string) => void;
  readonly of: (name: AssumptionName) => Observation | null;
  /** One row for each assumption. */
  readonly rows: (isLive: boolean, isScoped: boolean) => readonly AssumptionRow[];
}

/** Makes the observations of one run. */
export const createObservations = (): Observations => {
  const seen = new Map<AssumptionName, Observation>();
  const missed = new Map<AssumptionName, string>();
  return {
    see: (name, outcome) => seen.set(name, { outcome, measured: null }),
    measure: (name, milliseconds, limit) => {
      const measured = Math.round(milliseconds);
      seen.set(name, { outcome: Math.abs(measured) <= limit ? 'none' : 'some', measured });
    },
    miss: (name, why) => missed.set(name, why),
    of: (name) => seen.get(name) ?? null,
    rows: (isLive, isScoped) =>
      NAMES.map((name) =>
        judge(name, seen.get(name) ?? null, missed.get(name) ?? explainUntried(name, isLive, isScoped)),
      ),
  };
};

const NAMES = Object.keys(ASSUMPTIONS) as readonly AssumptionName[];

const judge = (name: AssumptionName, observation: Observation | null, untried: string): AssumptionRow => {
  const assumption: Assumption = ASSUMPTIONS[name];
  const { assumed, guarantee, outcomes } = assumption;
  const row = { name, assumed, guarantee, expected: expectedOutcome(assumption) };
  if (observation === null) {
    return { ...row, observed: null, milliseconds: null, verdict: 'unknown', meaning: untried };
  }
  const { outcome, measured } = observation;
  const [verdict, meaning] = outcomes[outcome] ?? [
    guarantee === null ? 'copes' : 'fails',
    'this version does not know what to make of that: please report it',
  ];
  return { ...row, observed: outcome, milliseconds: measured, verdict, meaning };
};

/** Why an assumption was not tried, where nothing else says so. */
const explainUntried = (name: AssumptionName, isLive: boolean, isScoped: boolean): string => {
  switch (ASSUMPTIONS[name].trial) {
    case 'read':
      return 'no answer showed it';
    case 'live':
      return isLive ? 'no answer showed it' : 'only --live tries it';
    case 'live-scope':
      return isScoped ? 'no answer showed it' : 'only --live --live-scope environment tries it';
    case 'never':
      return 'a doctor does not try it: it would have to deploy';
  }
};
