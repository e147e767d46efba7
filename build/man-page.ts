import { Command } from 'commander';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { toString } from 'mdast-util-to-string';
import { gfm } from 'micromark-extension-gfm';
import { COMMANDS } from '../src/cli/commands.js';

/** Gives the man page: every command with its flags, and the tables of `docs/cli.md` that hold for all of them. */
export const renderManPage = async (version: string, cliPage: string): Promise<string> => {
  const shown = COMMANDS.filter(({ summary }) => summary !== null);
  const commands = await Promise.all(
    shown.map(async ({ name, summary, load }) => {
      const command = new Command(name).description(summary ?? '').helpOption('-h, --help', 'show this help');
      const { define } = await load();
      define(command);
      return renderCommand(command);
    }),
  );
  return [
    `.TH QOVERRIDE 1 "" "qoverride ${version}" "User Commands"`,
    '.SH NAME',
    'qoverride \\- keeps Qovery secret overrides in sync with YAML manifests in git',
    '.SH SYNOPSIS',
    '.B qoverride',
    '.I command',
    '[options]',
    '.SH COMMANDS',
    ...commands.flat(),
    '.SH EXIT STATUS',
    ...renderTable(cliPage, 'Exit codes'),
    '.SH ENVIRONMENT',
    ...renderTable(cliPage, 'Environment variables'),
    '',
  ].join('\n');
};

const renderCommand = (command: Command): readonly string[] => {
  const help = command.createHelp();
  const information = command.helpInformation();
  let printed = '';
  command.configureOutput({ writeOut: (text) => (printed += text) }).outputHelp();
  const after = printed.slice(printed.indexOf(information) + information.length).trim();
  return [
    `.SS ${escapeText(`qoverride ${command.name()} ${command.usage()}`)}`,
    escapeText(`${help.commandDescription(command)}.`),
    ...help
      .visibleOptions(command)
      .flatMap((option) => [
        '.TP',
        `.B ${escapeText(option.flags)}`,
        escapeText(help.optionDescription(option)),
      ]),
    ...(after === '' ? [] : ['.PP', '.nf', ...after.split('\n').map(escapeText), '.fi']),
  ];
};

/** The table of one section, each row as a term and what it means. */
const renderTable = (page: string, title: string): readonly string[] => {
  const { children } = fromMarkdown(page, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const start = children.findIndex((node) => node.type === 'heading' && toString(node) === title);
  const table = children.slice(start).find((node) => node.type === 'table');
  if (start === -1 || table === undefined) throw new Error(`docs/cli.md has no table under "${title}".`);
  return table.children.slice(1).flatMap(({ children: cells }) => {
    const [term = '', meaning = ''] = cells.map((cell) => escapeText(toString(cell)));
    return ['.TP', `.B ${term}`, meaning];
  });
};

/** Text as roff prints it: a line that starts with a dot or a quote would be a request. */
const escapeText = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/, '\\&');
