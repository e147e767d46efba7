import { stringify } from 'yaml';
import { checkMarkers, checkVerdicts, checkWrites } from './checks.js';
import { runTool, type Report } from './driver.js';
import { listen } from './memory-http.js';
import { actAsOthers } from './others.js';
import { predictDeclared, predictUndeclared, typeOf, type Declared, type Terms } from './predict.js';
import type { Stage } from './stage.js';
import {
  KEYS,
  PLAIN_RUN,
  STACKS,
  VALUES,
  type RunStep,
  type Settings,
  type Step,
  type Story,
} from './steps.js';
import { createTruth, type Author, type Happening, type Truth } from './truth.js';
import { createHistoryWorld, findEnvironment, type HistoryWorld } from './world.js';

/** A team with its manifest and its keys. */
interface Team {
  readonly stack: string;
  readonly declared: readonly Declared[];
  readonly key: string;
  readonly oldKeys: readonly string[];
  /** The key before the last rotation. */
  readonly previous: string | null;
}

/** A history that is being played. */
interface Play {
  readonly stage: Stage;
  readonly world: HistoryWorld;
  readonly truth: Truth;
  readonly teams: Map<string, Team>;
  rotations: number;
}

/** How much was played, so that a test that plays nothing is seen. */
export interface Tally {
  histories: number;
  runs: number;
  verdicts: number;
  readonly reasons: Map<string, number>;
}

/** Starts to count. */
export const createTally = (): Tally => ({ histories: 0, runs: 0, verdicts: 0, reasons: new Map() });

/** Plays one history and compares every verdict with what happened; throws where they disagree. */
export const playStory = async (stage: Stage, story: Story, tally: Tally): Promise<void> => {
  const world = createHistoryWorld(story.settings);
  const truth = createTruth(world.backend.world, story.settings.skew);
  truth.observe('others');
  const play: Play = { stage, world, truth, teams: startTeams(story.settings), rotations: 0 };
  tally.histories += 1;
  for (const [index, step] of [...story.steps, ...LAST_LOOK].entries()) {
    try {
      await playStep(play, step, tally);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      throw new Error(`step ${String(index + 1)}, ${JSON.stringify(step)}: ${error.message}`, {
        cause: error,
      });
    }
  }
};

const startTeams = ({ sharesKey }: Settings): Map<string, Team> =>
  new Map(
    STACKS.map((stack, index) => [
      stack,
      {
        stack,
        declared: [
          {
            cell: { service: 'checkout', key: KEYS[index] ?? '' },
            value: VALUES[0] ?? '',
            description: null,
          },
          {
            cell: { service: 'charts', key: KEYS[index] ?? '' },
            value: VALUES[1] ?? '',
            description: 'charts',
          },
        ],
        key: keyNumber(sharesKey ? 0 : index),
        oldKeys: [],
        previous: null,
      },
    ]),
  );

const keyNumber = (number: number): string => `key ${String(number)} of a history, nR4vT8xL2qW6yB0mZ5cK9d`;

/** Every history ends with a look at all that is declared. */
const LAST_LOOK: readonly RunStep[] = STACKS.map((stack) => ({
  ...PLAIN_RUN,
  do: 'plan',
  stack,
  prunes: true,
}));

const playStep = async (play: Play, step: Step, tally: Tally): Promise<void> => {
  switch (step.do) {
    case 'wait':
      play.world.advance(step.seconds * 1000);
      return;
    case 'plan':
    case 'apply':
      await playRun(play, step, tally);
      return;
    case 'declare':
    case 'forget':
    case 'rotate':
      play.teams.set(step.stack, changeTeam(play, teamOf(play, step.stack), step));
      return;
    case 'edit':
    case 'create':
    case 'replay':
    case 'replace':
    case 'delete':
    case 'own-secret':
    case 'delete-parent':
    case 'restore-parent':
    case 'edit-parent':
    case 'rename':
    case 'clone':
    case 'drop-clone':
      actAsOthers(play.world, play.truth, step);
  }
};

const teamOf = ({ teams }: Play, stack: string): Team => {
  const team = teams.get(stack);
  if (team === undefined) throw new TypeError(`no team has the stack ${stack}`);
  return team;
};

const changeTeam = (
  play: Play,
  team: Team,
  step: Extract<Step, { readonly do: 'declare' | 'forget' | 'rotate' }>,
): Team => {
  if (step.do === 'rotate') {
    play.rotations += 1;
    return {
      ...team,
      key: keyNumber(1 + play.rotations),
      oldKeys: step.keepsOld ? [team.key, ...team.oldKeys] : [],
      previous: team.key,
    };
  }
  const { service, key } = step.cell;
  const others = team.declared.filter(({ cell }) => cell.service !== service || cell.key !== key);
  return { ...team, declared: step.do === 'forget' ? others : [...others, step] };
};

const playRun = async (play: Play, step: RunStep, tally: Tally): Promise<void> => {
  const { world, truth } = play;
  const team = teamOf(play, step.stack);
  const terms: Terms = {
    stack: team.stack,
    environment: findEnvironment(world, step.environment) === null ? 'production' : step.environment,
    declared: team.declared,
    ...keysOf(team, step),
    noValues: step.do === 'plan' && step.noValues,
    takeOver: step.takesOver ? STACKS.filter((stack) => stack !== team.stack) : [],
    prune: step.prunes && step.keys !== 'none',
  };
  const predictions = predictDeclared(world, truth, terms);
  const undeclared = predictUndeclared(world, truth, terms, predictions);
  const { report, happened, meanwhile } = await run(play, step, terms);
  checkVerdicts({ terms, skip: step.skip, skipsBlocked: step.skipsBlocked, predictions, undeclared, report });
  checkWrites({
    world,
    truth,
    terms,
    isApply: step.do === 'apply',
    predictions,
    undeclared,
    report,
    happened,
    meanwhile,
  });
  if (step.do === 'apply') checkMarkers(truth, happened);
  tally.runs += 1;
  for (const { reason } of report.changes) {
    tally.verdicts += 1;
    tally.reasons.set(reason, (tally.reasons.get(reason) ?? 0) + 1);
  }
  if (step.do === 'apply' && report.changes.some(({ outcome }) => outcome === 'applied')) {
    await lookAgain(play, step, tally);
  }
};

/** After an apply, a plan on the same terms. */
const lookAgain = (play: Play, step: RunStep, tally: Tally): Promise<void> =>
  playRun(play, { ...step, do: 'plan', noValues: false, meanwhile: null }, tally);

const keysOf = (
  { key, oldKeys, previous }: Team,
  { keys }: RunStep,
): { readonly key: string | null; readonly oldKeys: readonly string[] } => {
  switch (keys) {
    case 'current':
      return { key, oldKeys };
    case 'none':
      return { key: null, oldKeys: [] };
    case 'previous':
      return { key: previous ?? key, oldKeys: [] };
  }
};

const run = async (
  { stage, world, truth }: Play,
  step: RunStep,
  terms: Terms,
): Promise<{
  readonly report: Report;
  /** What the run did, in order. */
  readonly happened: readonly Happening[];
  /** What others did just before the first of that. */
  readonly meanwhile: readonly Happening[];
}> => {
  const happened: Happening[] = [];
  const meanwhile: Happening[] = [];
  let others = step.meanwhile;
  const author: Author = { stack: terms.stack, key: terms.key };
  listen({
    receive: () => {
      const answer = world.receive();
      return (request, authorization) => {
        if (request.method !== 'GET' && others !== null) {
          meanwhile.push(...actAsOthers(world, truth, { ...others, environment: terms.environment }));
          others = null;
        }
        const attempt = answer(request, authorization);
        happened.push(...truth.observe(author));
        return attempt;
      };
    },
  });
  stage.declare(manifestOf(terms));
  const report = await runTool({
    command: step.do,
    folder: stage.folder,
    ...terms,
    values: valuesByName,
    skip: step.skip,
    skipBlocked: step.skipsBlocked,
    clock: world.clockAhead(step.clockError),
  });
  return { report, happened, meanwhile };
};

const valuesByName = Object.fromEntries(VALUES.map((value, index) => [`VALUE_${String(index)}`, value]));

const manifestOf = ({ stack, declared }: Terms): string =>
  stringify({
    version: 1,
    stack,
    organization: 'Acme',
    project: 'shop',
    overrides: declared.map(({ cell, value, description }) => ({
      ...(cell.service === null ? { scope: 'environment' } : { [typeOf(cell.service)]: cell.service }),
      secret: cell.key,
      valueFrom: { env: `VALUE_${String(VALUES.indexOf(value))}` },
      ...(description === null ? {} : { description }),
    })),
  });
