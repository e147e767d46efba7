import fc from 'fast-check';
import type { Reason } from '../../src/model/plan.js';
import {
  KEYS,
  PLAIN_RUN,
  SERVICES,
  STACKS,
  VALUES,
  type Cell,
  type Focus,
  type MarkerEdit,
  type MeanwhileStep,
  type RunStep,
  type Step,
  type Story,
} from './steps.js';

/** Names that services may get instead: those of others, once they are free, and one more. */
const NAMES = [...SERVICES, 'basket'] as const;

const stack = fc.constantFrom(...STACKS);
/** The environment that everything starts in, and the clone of it that may come and go. */
const environment = fc.constantFrom('production', 'production', 'production', 'preview');
const service = fc.constantFrom(...SERVICES);
const value = fc.constantFrom(...VALUES);
const text = fc.constantFrom('', 'its own replica', 'ask Jane');
const cell: fc.Arbitrary<Cell> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ service: fc.constantFrom('checkout', 'charts'), key: fc.constantFrom(...KEYS) }),
  },
  { weight: 2, arbitrary: fc.record({ service, key: fc.constantFrom(...KEYS) }) },
  { weight: 1, arbitrary: fc.constant({ service: null, key: KEYS[0] }) },
);
const rarely = fc.nat({ max: 9 }).map((chance) => chance === 9);

const clockError = fc.constantFrom(0, 0, 4000, -4000, 9000, -30_000, 3_600_000, -3_600_000);

const edit = fc.record({
  do: fc.constant('edit' as const),
  environment,
  cell,
  value: fc.option(value),
  text: fc.option(text),
  marker: fc.constantFrom<MarkerEdit>(
    'kept',
    'kept',
    'kept',
    'dropped',
    'followed',
    'pasted',
    'pasted',
    'retimed',
    'other-version',
  ),
  pick: fc.nat(),
  interpolation: rarely,
});

const place = (what: 'delete' | 'own-secret' | 'delete-parent' | 'restore-parent' | 'edit-parent') =>
  fc.record({ do: fc.constant(what), environment, cell });

/** Seconds around the window in which nobody can see an edit, and far beyond it. */
const wait = fc.record({
  do: fc.constant('wait' as const),
  seconds: fc.oneof(fc.integer({ min: 1, max: 45 }), fc.constantFrom(90, 600, 3600, 3605, 7200, 86_400)),
});

const declare = fc.record({
  do: fc.constant('declare' as const),
  stack,
  cell,
  value,
  description: fc.option(text),
});

const forget = fc.record({ do: fc.constant('forget' as const), stack, cell });

const rotate = fc.record({ do: fc.constant('rotate' as const), stack, keepsOld: fc.boolean() });

const replay = fc.record({ do: fc.constant('replay' as const), environment, cell, value, pick: fc.nat() });

const create = fc.record({
  do: fc.constant('create' as const),
  environment,
  cell,
  value,
  marker: fc.constantFrom('dropped' as const, 'pasted' as const),
  pick: fc.nat(),
});

const replace = fc.record({
  do: fc.constant('replace' as const),
  environment,
  cell,
  value,
  keepsDescription: fc.boolean(),
});

const rename = fc.record({
  do: fc.constant('rename' as const),
  environment,
  service,
  name: fc.constantFrom(...NAMES),
});

const clone = fc.record({ do: fc.constantFrom('clone' as const, 'clone' as const, 'drop-clone' as const) });

const run: fc.Arbitrary<RunStep> = fc.record({
  do: fc.constantFrom('plan', 'apply', 'apply', 'apply'),
  stack: fc.constantFrom(...STACKS, STACKS[0]),
  environment,
  keys: fc.constantFrom('current', 'current', 'current', 'current', 'current', 'none', 'previous'),
  noValues: rarely,
  skip: fc.oneof(
    { weight: 6, arbitrary: fc.constant(null) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Reason>(
        'adopt',
        'edited-outside',
        'value-unknown',
        'value-changed',
        'rekey',
      ),
    },
  ),
  takesOver: rarely,
  prunes: fc.boolean(),
  skipsBlocked: fc.constantFrom(true, true, false),
  clockError,
  meanwhile: fc.oneof(
    { weight: 6, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.oneof<fc.Arbitrary<MeanwhileStep>[]>(edit, create, place('delete')) },
  ),
});

const anyStep = (focus: Focus): fc.Arbitrary<Step> => {
  const weigh = (edits: number, teams: number, arbitrary: fc.Arbitrary<Step>) => ({
    weight: focus === 'edits' ? edits : teams,
    arbitrary,
  });
  return fc.oneof(
    weigh(10, 10, run),
    weigh(8, 3, wait),
    weigh(9, 3, edit),
    weigh(4, 1, replay),
    weigh(2, 1, create),
    weigh(2, 1, replace),
    weigh(1, 1, place('delete')),
    weigh(2, 0, place('own-secret')),
    weigh(1, 0, place('edit-parent')),
    weigh(0, 1, place('delete-parent')),
    weigh(0, 3, place('restore-parent')),
    weigh(2, 6, declare),
    weigh(1, 5, forget),
    weigh(1, 3, rotate),
    weigh(0, 2, rename),
    weigh(1, 3, clone),
  );
};

/** Most histories begin with an apply of each team: there is little to be seen where nothing was ever written. */
const beginning: fc.Arbitrary<readonly Step[]> = fc
  .record({ isPlain: fc.constantFrom(true, true, true, false), clockError })
  .map(({ isPlain, clockError: error }) =>
    isPlain ? STACKS.map((one) => ({ ...PLAIN_RUN, stack: one, clockError: error })) : [],
  );

/** Any history of two teams, of people in the console, and of Terraform beside them. */
export const anyStory = (focus: Focus): fc.Arbitrary<Story> =>
  fc.record({
    settings: fc.record({
      latency: fc.constantFrom(0, 40, 900),
      skew: fc.constantFrom(0, 0, 4000, -4000, 9000, -9000, 60_000, -60_000),
      sendsDate: fc.constantFrom(true, true, false),
      sharesKey: fc.boolean(),
    }),
    steps: fc
      .tuple(beginning, fc.array(anyStep(focus), { minLength: 4, maxLength: 14, size: 'max' }))
      .map(([first, others]) => [...first, ...others]),
  });
