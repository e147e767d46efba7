/**
 * What an observation means: it is as assumed; it differs, and the tool copes; or a guarantee does not hold.
 *
 * @inline
 */
export type AssumptionVerdict = 'holds' | 'copes' | 'fails';

/**
 * How an assumption is tried: by reading; by a live run at one service; by one that may also write at environment scope; or by nothing that
 * a doctor may do.
 */
export type AssumptionTrial = 'read' | 'live' | 'live-scope' | 'never';

/** What outcomes mean, by their words. The first is assumed. */
export type AssumptionOutcomes = Readonly<
  Record<string, readonly [verdict: AssumptionVerdict, meaning: string]>
>;

/** Something that the program assumes about the API, because its description leaves it open. */
export interface Assumption {
  readonly trial: AssumptionTrial;
  /** One sentence without a final full stop, in Markdown. */
  readonly assumed: string;
  readonly outcomes: AssumptionOutcomes;
  /** What the program promises that rests on it, as a sentence without a final full stop; null for nothing. */
  readonly guarantee: string | null;
  /** Whether the sandbox's switch is a number of milliseconds, with the outcome `none` for 0. */
  readonly isDuration: boolean;
}

/** Makes an assumption with a switch that takes one of the outcomes. */
export const assume = <const Outcomes extends AssumptionOutcomes>(
  trial: AssumptionTrial,
  assumed: string,
  outcomes: Outcomes,
  guarantee: string | null = null,
) => ({ trial, assumed, outcomes, guarantee, isDuration: false }) as const;

/** Makes an assumption with a switch that takes a number of milliseconds. */
export const assumeNone = (
  trial: AssumptionTrial,
  assumed: string,
  outcomes: Readonly<Record<'none' | 'some', AssumptionOutcomes[string]>>,
) => ({ trial, assumed, outcomes, guarantee: null, isDuration: true }) as const;

/** The outcome that is assumed. */
export const expectedOutcome = ({ outcomes }: Pick<Assumption, 'outcomes'>): string =>
  Object.keys(outcomes)[0] ?? '';
