import { Argument } from 'commander';
import { DONE, type CliCommand } from '../commands.js';
import { completionScript, isShell, SHELLS } from './scripts.js';

const HELP = `
Addresses for --target come from the manifests named on the line, or in ./overrides.
Completing needs no network, no token and no key, and reads no values.

Install:
  bash   echo 'source <(qoverride completion bash)' >> ~/.bashrc
  zsh    echo 'source <(qoverride completion zsh)' >> ~/.zshrc
         after these two, unless they are there already: autoload -Uz compinit; compinit
  fish   qoverride completion fish > ~/.config/fish/completions/qoverride.fish`;

/** `qoverride completion`: prints the script that completes command lines in a shell. */
export const completionCommand: CliCommand<object> = {
  forms: {},
  define: (command) => {
    command.addArgument(new Argument('<shell>', 'which shell').choices(SHELLS)).addHelpText('after', HELP);
  },
  run: ({ io, operands: [shell = ''] }) => {
    if (isShell(shell)) io.stdout.write(completionScript(shell));
    return Promise.resolve(DONE);
  },
};
