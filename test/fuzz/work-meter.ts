import { Session, type Profiler } from 'node:inspector';

/** Code whose work counts: ours, and the libraries that foreign text is handed to. */
const COUNTED = /\/src\/|\/node_modules\/(?:yaml|ajv|ajv-formats|leven|re2js)\//;

/** Counts the work of calls, one at a time; it slows everything down until it is stopped. */
export interface WorkMeter {
  readonly measure: (act: () => unknown) => Promise<number>;
  readonly stop: () => void;
}

/**
 * Makes a meter that counts work without a clock: how often V8 ran each block of the code in `COUNTED`, which its precise coverage
 * counts exactly, and how many characters the searches of strings and regular expressions passed over, which are no blocks.
 * What it cannot see: backtracking inside one regular expression, and what a single call copies.
 */
export const startWorkMeter = (): WorkMeter => {
  const session = new Session();
  session.connect();
  const takeBlocks = (): number => {
    let blocks = Number.NaN;
    session.post('Profiler.takePreciseCoverage', (_error, { result }) => {
      blocks = sumBlocks(result);
    });
    return blocks;
  };
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return {
    measure: async (act) => {
      const scan = countScans();
      takeBlocks();
      try {
        await act();
        return takeBlocks() + scan.characters();
      } finally {
        scan.stop();
      }
    },
    stop: () => {
      session.post('Profiler.stopPreciseCoverage');
      session.disconnect();
    },
  };
};

const sumBlocks = (scripts: readonly Profiler.ScriptCoverage[]): number =>
  scripts
    .filter(({ url }) => COUNTED.test(url))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
    .reduce((sum, { count }) => sum + count, 0);

type AnyMethod = (this: unknown, ...parameters: unknown[]) => unknown;

/** Stands in for the methods that search text, and adds up what they pass over until it is stopped. */
const countScans = (): { readonly characters: () => number; readonly stop: () => void } => {
  let characters = 0;
  const replaced: (() => void)[] = [];
  const replace = (prototype: object, name: string, wrap: (original: AnyMethod) => AnyMethod): void => {
    const original = Reflect.get(prototype, name) as AnyMethod;
    Reflect.set(prototype, name, wrap(original));
    replaced.push(() => Reflect.set(prototype, name, original));
  };
  const countText = (
    name: string,
    costOf: (length: number, from: unknown, result: unknown) => number,
  ): void => {
    replace(
      String.prototype,
      name,
      (original) =>
        function (...parameters) {
          const result = original.apply(this, parameters);
          characters += Math.max(0, costOf(String(this).length, parameters[1], result));
          return result;
        },
    );
  };
  countText(
    'indexOf',
    (length, from, result) => (result === -1 ? length : Number(result)) - Number(from ?? 0),
  );
  countText(
    'lastIndexOf',
    (length, from, result) => Math.min(length, Number(from ?? length)) - Number(result),
  );
  for (const name of ['includes', 'split', 'replaceAll', 'trim', 'trimEnd', 'toLowerCase']) {
    countText(name, (length) => length);
  }
  // `test`, `match`, `matchAll`, `search` and `replace` all come down to `exec`, once that is not the built-in one.
  replace(
    RegExp.prototype,
    'exec',
    (original) =>
      function (text) {
        const { global, sticky, lastIndex } = this as RegExp;
        const from = global || sticky ? lastIndex : 0;
        const match = original.call(this, text) as RegExpExecArray | null;
        const end = match === null ? String(text).length : match.index + match[0].length;
        characters += sticky && match === null ? 1 : Math.max(1, end - from);
        return match;
      },
  );
  return {
    characters: () => characters,
    stop: () => {
      for (const restore of replaced) restore();
    },
  };
};
