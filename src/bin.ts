import type { Io } from './cli/io.js';
import { createSignalJudge } from './cli/judge-signal.js';
import { openStandardStream, type StandardStream } from './files/standard-stream.js';
import { readVersion } from './files/package-file.js';
import { homeFolder, systemClock, workingFolder } from './run/machine.js';

// The YAML parser prints every token it reads, values included, where one of these is set.
delete process.env['LOG_TOKENS'];
delete process.env['LOG_STREAM'];

const EXIT_INTERRUPTED = 130;

// A diagnostic report holds the environment and heap strings, and so values.
process.report.reportOnFatalError = false;
process.report.reportOnSignal = false;
process.report.reportOnUncaughtException = false;

const openOnce = (open: () => StandardStream): (() => StandardStream) => {
  let opened: StandardStream | null = null;
  return () => {
    opened ??= open();
    return opened;
  };
};

const openStdout = openOnce(() => openStandardStream(1, () => process.stdout));
const openStderr = openOnce(() => openStandardStream(2, () => process.stderr));

/** Says what the outside world is. What few commands need is looked for when it is asked for: opening a standard stream takes milliseconds. */
const openWorld = (): Io => {
  const interrupt = new AbortController();
  const judgeSignal = createSignalJudge();
  let reportEnd = (): void => {};
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      const meaning = judgeSignal(process.uptime() * 1000);
      if (meaning === 'interrupt') interrupt.abort();
      if (meaning !== 'end-at-once') return;
      reportEnd();
      process.exit(EXIT_INTERRUPTED);
    });
  }
  return {
    env: process.env,
    get cwd() {
      return workingFolder();
    },
    get homeDir() {
      return homeFolder();
    },
    get stdin() {
      return process.stdin;
    },
    get stdout() {
      return openStdout().stream;
    },
    get stderr() {
      return openStderr().stream;
    },
    lostOutput: () => openStdout().lost(),
    get ask() {
      return isTerminal() ? (question: string) => ask(question, interrupt.signal) : null;
    },
    get keyboard() {
      return isTerminal() ? process.stdin : null;
    },
    clock: systemClock,
    random: () => Math.random(),
    randomBytes: (count) => process.getBuiltinModule('node:crypto').randomBytes(count),
    interrupt: interrupt.signal,
    onEndAtOnce: (report) => {
      reportEnd = report;
    },
    onCrash: (report) => {
      process.on('uncaughtException', (error) => {
        process.exit(report(error));
      });
    },
  };
};

const isTerminal = (): boolean => process.stdin.isTTY && openStderr().stream.isTTY === true;

const ask = async (question: string, signal: AbortSignal): Promise<string> => {
  const { createInterface } = process.getBuiltinModule('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: openStderr().stream });
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

/** A version or a help text that nobody could read is a failure. */
const failIfLost = (): void => {
  const code = openStdout().lost();
  if (code === null) return;
  openStderr().stream.write(`error[output-unwritable]: could not write to standard output (${code})\n`);
  process.exitCode = 1;
};

const argv = process.argv.slice(2);
const [only] = argv.length === 1 ? argv : [];
// What the program itself would print, without the time that it takes to load.
if (only === '--version' || only === '-V') {
  openStdout().stream.write(`${readVersion()}\n`);
  failIfLost();
} else if (only === '--help' || only === '-h') {
  const { renderHelp } = await import('./cli/root-help.js');
  const { stream } = openStdout();
  stream.write(renderHelp(stream.isTTY === true ? stream.columns : undefined));
  failIfLost();
} else {
  const io = openWorld();
  // Loaded only now, so that an interrupt in the meantime is reported like any other.
  const { runCli } = await import('./cli/program.js');
  process.exitCode = await runCli(argv, io);
}
