import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { COMMANDS } from '../src/cli/commands.js';
import { ROOT } from './paths.js';

/** Marks the end of the handwritten part of the page. */
const DIVIDER = '<!-- Everything below is written by `npm run docs`. -->\n';

/** Replaces the generated part of the page with the help of every command, as the program prints it without a terminal. */
export const renderCliPage = async (page: string): Promise<string> => {
  const [byHand, ...rest] = page.split(DIVIDER);
  if (byHand === undefined || rest.length !== 1) throw new Error(`The page must hold once: ${DIVIDER}`);
  const shown = COMMANDS.filter(({ summary }) => summary !== null);
  const helps = await Promise.all(shown.map(({ name }) => printHelp(name)));
  const sections = shown.map(
    ({ name }, index) => `\n## qoverride ${name}\n\n\`\`\`text\n${helps[index]?.trimEnd() ?? ''}\n\`\`\`\n`,
  );
  return [byHand, DIVIDER, ...sections].join('');
};

const printHelp = async (command: string): Promise<string> => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', 'src/bin.ts', command, '--help'],
    { cwd: ROOT },
  );
  return stdout;
};
