import { Session, type Profiler } from 'node:inspector';

/** Code whose work counts: ours, and the libraries that foreign text is handed to. */
const COUNTED = /\/src\/|\/node_modules\/(?:yaml|ajv|ajv-formats|leven|re2js)\//;

/**
 * Counts the work of a call, without a clock: how often V8 ran each block of the code in `COUNTED`, which its precise coverage
 * counts exactly, and how many characters the searches of strings and regular expressions passed over, which are no blocks.
 * What it cannot see: backtracking inside one regular expression, and what a single call copies.
 */
export const measureWork = async (act: () => unknown): Promise<number> => {
  const session = new Session();
  session.connect();
  const post = <Answer>(method: string, params: object = {}): Answer => {
    let answer: Answer | undefined;
    session.post(method, params, (error, result) => {
      if (error !== null) throw error;
      answer = result as Answer;
    });
    return answer as Answer;
  };
  const scan = countScans();
  post('Profiler.enable');
  post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  try {
    await act();
    const { result } = post<Profiler.TakePreciseCoverageReturnType>('Profiler.takePreciseCoverage');
    return sumBlocks(result) + scan.characters();
  } finally {
    scan.stop();
    post('Profiler.stopPreciseCoverage');
    session.disconnect();
  }
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
  const replace = (
    prototype: object,
    name: string,
    costOf: (self: unknown, parameters: readonly unknown[], result: unknown) => number,
  ): void => {
    const original = Reflect.get(prototype, name) as AnyMethod;
    const counting: AnyMethod = function (...parameters) {
      const result = original.apply(this, parameters);
      characters += Math.max(0, costOf(this, parameters, result));
      return result;
    };
    Reflect.set(prototype, name, counting);
    replaced.push(() => Reflect.set(prototype, name, original));
  };

  replace(String.prototype, 'indexOf', (self, [, from], result) => {
    const end = result === -1 ? String(self).length : Number(result);
    return end - Number(from ?? 0);
  });
  replace(String.prototype, 'includes', (self) => String(self).length);
  replace(String.prototype, 'lastIndexOf', (self, [, from], result) => {
    const start = Math.min(String(self).length, Number(from ?? Infinity));
    return start - Math.max(0, Number(result));
  });
  for (const name of ['split', 'replaceAll', 'trim', 'trimEnd', 'toLowerCase']) {
    replace(String.prototype, name, (self) => String(self).length);
  }
  // `test`, `match`, `matchAll`, `search` and `replace` all come down to `exec`, once that is not the built-in one.
  let from = 0;
  const exec = RegExp.prototype.exec;
  const countingExec = function (this: RegExp, text: string): RegExpExecArray | null {
    from = this.global || this.sticky ? this.lastIndex : 0;
    const match = exec.call(this, text);
    const end = match === null ? text.length : match.index + match[0].length;
    characters += this.sticky && match === null ? 1 : Math.max(1, end - from);
    return match;
  };
  RegExp.prototype.exec = countingExec;
  replaced.push(() => {
    RegExp.prototype.exec = exec;
  });
  return {
    characters: () => characters,
    stop: () => {
      for (const restore of replaced) restore();
    },
  };
};
