import { Argument, type Command } from 'commander';
import { completionScript, SHELLS, type Shell } from './completion/scripts.js';
import type { Io } from './io.js';

/** `qoverride completion`: prints the script that completes command lines in a shell. */
export const defineCompletion = (command: Command, io: Io): void => {
  command
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .addHelpText(
      'after',
      `
Addresses for --target come from the manifests named on the line, or in ./overrides.
Completing needs no network, no token and no key, and reads no value.

Install:
  bash   echo 'source <(qoverride completion bash)' >> ~/.bashrc
  zsh    echo 'source <(qoverride completion zsh)' >> ~/.zshrc
         after these two, unless they are there already: autoload -Uz compinit; compinit
  fish   qoverride completion fish > ~/.config/fish/completions/qoverride.fish`,
    )
    .action((shell: Shell) => {
      io.stdout.write(completionScript(shell));
    });
};
