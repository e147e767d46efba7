import { format, resolveConfig } from 'prettier';
import { SUSPICIOUS_FORMS } from '../src/values/suspicious.js';
import type { SuspiciousForm } from '../src/values/suspicious-form.js';
import { ROOT } from './paths.js';

const START = '<!-- The table is written by `npm run docs`. -->\n';
const END = '<!-- End of the table. -->\n';

const VERDICTS: Readonly<Record<SuspiciousForm['verdict'], string>> = { refuse: 'refused', warn: 'warning' };

/** Replaces the table of suspicious values in the page with what the program checks. */
export const renderValuesPage = async (page: string): Promise<string> => {
  const start = page.indexOf(START);
  const end = page.indexOf(END);
  if (start === -1 || end < start) throw new Error(`The page must hold, in this order: ${START}${END}`);
  const rows = Object.entries<readonly SuspiciousForm[]>(SUSPICIOUS_FORMS).flatMap(([code, forms]) =>
    forms.map(({ verdict, looks, leftBy }) =>
      [looks, leftBy, VERDICTS[verdict], `\`${code}\``].map(escapeCell).join(' | '),
    ),
  );
  const table = ['value | what leaves it | verdict | code', '--- | --- | --- | ---', ...rows]
    .map((row) => `| ${row} |\n`)
    .join('');
  const whole = `${page.slice(0, start)}${START}\n${table}\n${page.slice(end)}`;
  return format(whole, { ...(await resolveConfig(`${ROOT}docs/values.md`)), parser: 'markdown' });
};

const escapeCell = (text: string): string => text.replaceAll('|', String.raw`\|`);
