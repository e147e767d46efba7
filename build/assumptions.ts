import { readFileSync } from 'node:fs';
import type { Assumption } from '../src/model/doctor/assumption.js';
import { ASSUMPTIONS } from '../src/model/doctor/assumptions.js';
import { format } from 'prettier';
import { ROOT } from './paths.js';

const LIST: readonly (readonly [name: string, assumption: Assumption])[] = Object.entries(ASSUMPTIONS);

const TRIALS: Readonly<Record<Assumption['trial'], string>> = {
  read: '`doctor`',
  live: '`doctor --live`',
  'live-scope': '`--live-scope environment`',
  never: 'nothing',
};

/** Marks the part of the page that is made from the list. */
const START = '<!-- Up to the next comment, everything is written by `npm run docs`. -->\n';
const END = '<!-- The rest is written by hand. -->\n';

/** Puts the list of assumptions into its page. */
export const renderAssumptionsPage = async (page: string): Promise<string> => {
  const [before, rest] = split(page, START);
  const [, after] = split(rest, END);
  const rows = LIST.map(
    ([name, { assumed, trial }]) => `| ${upperFirst(assumed)} | \`${name}\` | ${TRIALS[trial]} |`,
  );
  const table = ['| assumed | switch | found out by |', '| --- | --- | --- |', ...rows].join('\n');
  const outcomes = LIST.map(([name, assumption]) => describeOutcomes(name, assumption)).join('\n\n');
  const made = `${START}\n${table}\n\n## What each outcome means\n\n${outcomes}\n\n${END}`;
  return format(`${before}${made}${after}`, { parser: 'markdown', printWidth: 110 });
};

const describeOutcomes = (name: string, { outcomes, guarantee }: Assumption): string => {
  const lines = Object.entries(outcomes).map(
    ([word, [verdict, meaning]]) => `- \`${word}\`${verdict === 'fails' ? ' (**fails**)' : ''}: ${meaning}.`,
  );
  const rests = guarantee === null ? [] : ['', `What rests on it: ${guarantee}.`];
  return [`### ${name}`, '', ...lines, ...rests].join('\n');
};

/** Puts the switches into the schema of sandbox seeds. */
export const renderSeedSchema = async (text: string): Promise<string> => {
  const schema = JSON.parse(text) as { readonly $defs: { readonly assumptions: object } };
  const properties = Object.fromEntries(
    LIST.map(([name, { assumed, isDuration, outcomes }]) => [
      name,
      isDuration
        ? { description: `Milliseconds. Assumed, with 0: ${assumed}.`, type: 'integer' }
        : { description: `Assumed: ${assumed}.`, enum: Object.keys(outcomes) },
    ]),
  );
  const assumptions = { ...schema.$defs.assumptions, properties };
  const made = { ...schema, $defs: { ...schema.$defs, assumptions } };
  return format(JSON.stringify(made), { parser: 'json', printWidth: 110 });
};

const split = (text: string, divider: string): readonly [before: string, after: string] => {
  const [before, ...after] = text.split(divider);
  if (before === undefined || after.length !== 1) throw new Error(`The page must hold once: ${divider}`);
  return [before, after[0] ?? ''];
};

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The files that are made from the list of assumptions, by their paths below the top. */
export const renderAssumptionFiles = async (): Promise<Readonly<Record<string, string>>> => {
  const page = 'docs/api-assumptions.md';
  const schema = 'schemas/sandbox-seed.schema.json';
  return {
    [page]: await renderAssumptionsPage(readFileSync(`${ROOT}${page}`, 'utf8')),
    [schema]: await renderSeedSchema(readFileSync(`${ROOT}${schema}`, 'utf8')),
  };
};
