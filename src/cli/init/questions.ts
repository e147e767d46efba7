import type { Writable } from 'node:stream';
import type { CANCEL_SYMBOL } from '@clack/prompts';
import { Failure } from '../../model/failure.js';
import { printable } from '../../text/escape.js';
import type { Io } from '../io.js';
import type { Display } from '../output/display.js';

/** Something to choose; `label` and `hint` may be foreign text. */
export interface Choice {
  readonly label: string;
  readonly hint?: string;
}

/** What `init` asks a person. Each throws a `Failure` (`interrupted`) where they leave with Ctrl-C or Escape. */
export interface Questions {
  /** Gives the index of the choice. */
  readonly chooseOne: (message: string, choices: readonly Choice[], initial?: number) => Promise<number>;
  /** Gives the indices of the choices, in their order; may be none. */
  readonly chooseSeveral: (message: string, choices: readonly Choice[]) => Promise<readonly number[]>;
  /** `explain` says what is wrong with an answer, or nothing. */
  readonly askText: (
    message: string,
    initial: string,
    explain: (answer: string) => string | undefined,
  ) => Promise<string>;
  readonly confirm: (message: string) => Promise<boolean>;
}

/** Asks on the terminal, on standard error, where the moving line stops first; null where there is no terminal. */
export const createQuestions = async (io: Io, display: Display): Promise<Questions | null> => {
  if (io.keyboard === null) return null;
  const prompts = await import('@clack/prompts');
  const ask = async <Answer>(show: () => Promise<Answer | typeof CANCEL_SYMBOL>): Promise<Answer> => {
    display.stop();
    const answer = await show();
    if (prompts.isCancel(answer)) throw new Failure('interrupted', 'interrupted; nothing was written');
    return answer;
  };
  const terminal = { input: io.keyboard, output: io.stderr as Writable, signal: io.interrupt };
  return {
    chooseOne: (message, choices, initial = 0) =>
      ask(() =>
        prompts.select({ ...terminal, message, options: choices.map(toOption), initialValue: initial }),
      ),
    chooseSeveral: async (message, choices) => {
      const options = choices.map(toOption);
      const chosen = await ask(() =>
        prompts.autocompleteMultiselect({ ...terminal, message, options, maxItems: MOST_SHOWN }),
      );
      return chosen.toSorted((left, right) => left - right);
    },
    askText: (message, initial, explain) =>
      ask(() =>
        prompts.text({
          ...terminal,
          message,
          initialValue: initial,
          validate: (answer) => explain(answer ?? ''),
        }),
      ),
    confirm: (message) => ask(() => prompts.confirm({ ...terminal, message })),
  };
};

const MOST_SHOWN = 12;

const toOption = ({ label, hint }: Choice, index: number) => ({
  value: index,
  label: printable(label),
  ...(hint === undefined ? {} : { hint: printable(hint) }),
});
