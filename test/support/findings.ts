import type { CliRun } from './run-cli.js';

/** The errors of a run that have a place, as `code file:line:column` and sorted, whatever its format. */
export const findingsOf = ({ stdout, stderr }: CliRun, format: 'text' | 'json'): readonly string[] => {
  if (format === 'text') {
    return [...stderr.matchAll(/^error\[([\w-]+)\] (\S+:\d+:\d+): /gm)]
      .map(([, code, place]) => `${code} ${place}`)
      .toSorted();
  }
  const { diagnostics } = JSON.parse(stdout) as {
    readonly diagnostics: readonly {
      readonly code: string;
      readonly location: { readonly file: string; readonly line: number; readonly column: number } | null;
    }[];
  };
  return diagnostics
    .flatMap(({ code, location }) =>
      location === null ? [] : [`${code} ${location.file}:${location.line}:${location.column}`],
    )
    .toSorted();
};

/** What in an output could move a cursor, reorder text, or be a command to the CI system that shows it. */
export const findHarm = (output: string): readonly string[] =>
  [...output.matchAll(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|^\s*::|##\[|##vso\[/gmu)].map(([match]) =>
    JSON.stringify(match),
  );
