#!/usr/bin/env node
import type { Io } from './cli/io.js';
import { readVersion } from './cli/version.js';
import { systemClock } from './clock.js';

// The YAML parser prints every token it reads, values included, where one of these is set.
delete process.env['LOG_TOKENS'];
delete process.env['LOG_STREAM'];

const EXIT_INTERRUPTED = 130;

// A reader such as `head` may close the pipe early: that is no error of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

// A diagnostic report holds the environment and heap strings, and so values.
process.report.reportOnFatalError = false;
process.report.reportOnSignal = false;
process.report.reportOnUncaughtException = false;

/** Says what the outside world is. What few commands need is looked for when it is asked for: opening standard input alone takes milliseconds. */
const openWorld = (): Io => {
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (interrupt.signal.aborted) process.exit(EXIT_INTERRUPTED);
      interrupt.abort();
    });
  }
  return {
    env: process.env,
    cwd: process.cwd(),
    get homeDir() {
      return process.getBuiltinModule('node:os').homedir();
    },
    stdout: process.stdout,
    stderr: process.stderr,
    get ask() {
      return isTerminal() ? (question: string) => ask(question, interrupt.signal) : null;
    },
    get keyboard() {
      return isTerminal() ? process.stdin : null;
    },
    clock: systemClock,
    kill: (processId, signal) => process.kill(processId, signal),
    random: () => Math.random(),
    randomBytes: (count) => process.getBuiltinModule('node:crypto').randomBytes(count),
    newId: () => process.getBuiltinModule('node:crypto').randomUUID(),
    interrupt: interrupt.signal,
    onCrash: (report) => {
      process.on('uncaughtException', (error) => {
        process.exit(report(error));
      });
    },
  };
};

const isTerminal = (): boolean => process.stdin.isTTY && process.stderr.isTTY;

const ask = async (question: string, signal: AbortSignal): Promise<string> => {
  const { createInterface } = process.getBuiltinModule('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C at the prompt reaches readline, not the process.
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    return await terminal.question(question, { signal });
  } catch {
    // The end of input (Ctrl-D), or an interrupt: neither is a yes.
    return '';
  } finally {
    terminal.close();
  }
};

const argv = process.argv.slice(2);
const [only] = argv.length === 1 ? argv : [];
// What the program itself would print, without the time that it takes to load.
if (only === '--version' || only === '-V') {
  process.stdout.write(`${readVersion()}\n`);
} else if (only === '--help' || only === '-h') {
  const { renderHelp } = await import('./cli/root-help.js');
  process.stdout.write(renderHelp(process.stdout.isTTY ? process.stdout.columns : undefined));
} else {
  const io = openWorld();
  // Loaded only now, so that an interrupt in the meantime is reported like any other.
  const { runCli } = await import('./cli/program.js');
  process.exitCode = await runCli(argv, io);
}
