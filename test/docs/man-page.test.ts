import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';

const FILE = new URL('../../dist/qoverride.1', import.meta.url).pathname;
const CLI_PAGE = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');
const PAGE = readFileSync(FILE, 'utf8').replaceAll('\\-', '-').replaceAll('\\e', '\\');

const hasMandoc = spawnSync('mandoc', [FILE]).error === undefined;

describe('the man page', () => {
  it('has a section for each command, with each flag of its help', () => {
    const shown = COMMANDS.filter(({ summary }) => summary !== null);
    for (const { name } of shown) {
      const [, section = ''] = PAGE.split(`\n.SS qoverride ${name} `);
      const help =
        new RegExp(`^## qoverride ${name}\n\n\`\`\`text\n(.*?)\n\`\`\`$`, 'ms').exec(CLI_PAGE)?.[1] ?? '';
      const flags = [...help.matchAll(/^ {2}((?:-\w, )?--[\w-]+(?: <\w+>)?)/gm)].map(
        ([, flag]) => flag ?? '',
      );
      expect(flags.length, name).toBeGreaterThan(0);
      for (const flag of flags) expect(section.split('\n.S')[0], name).toContain(`\n.B ${flag}`);
    }
  });

  it('has the exit codes and the variables of the command line', () => {
    expect(PAGE).toContain('\n.SH EXIT STATUS\n.TP\n.B 0\ndone');
    expect(PAGE).toContain('\n.B QOVERRIDE_KEY, QOVERRIDE_OLD_KEYS\n');
  });

  it('lets no text be taken for a request', () => {
    const requests = PAGE.split('\n').filter((line) => /^[.']/.test(line));
    const known = /^\.(TH|SH|SS|TP|PP|nf|fi|B|I)\b/;
    expect(requests.filter((line) => !known.test(line))).toEqual([]);
  });

  it.skipIf(!hasMandoc)('has no findings under mandoc, but that it has no date', () => {
    const findings = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning', FILE], { encoding: 'utf8' }).stdout;
    expect(findings.trim().split('\n')).toEqual([expect.stringContaining('missing date')]);
    expect(execFileSync('mandoc', ['-T', 'utf8', FILE], { encoding: 'utf8' })).toContain('E\bEX\bXI\bIT\bT');
  });
});
