#!/usr/bin/env node
import { randomBytes, randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { createInterface } from 'node:readline/promises';
import type { Io } from './cli/io.js';
import { systemClock } from './clock.js';

// The YAML parser prints every token it reads, values included, where one of these is set.
delete process.env['LOG_TOKENS'];
delete process.env['LOG_STREAM'];

const EXIT_INTERRUPTED = 130;

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (interrupt.signal.aborted) process.exit(EXIT_INTERRUPTED);
    interrupt.abort();
  });
}

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

const ask = async (question: string): Promise<string> => {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C at the prompt reaches readline, not the process.
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    return await terminal.question(question, { signal: interrupt.signal });
  } catch {
    // The end of input (Ctrl-D), or an interrupt: neither is a yes.
    return '';
  } finally {
    terminal.close();
  }
};

const isTerminal = process.stdin.isTTY && process.stderr.isTTY;
const io: Io = {
  env: process.env,
  cwd: process.cwd(),
  homeDir: homedir(),
  stdout: process.stdout,
  stderr: process.stderr,
  ask: isTerminal ? ask : null,
  keyboard: isTerminal ? process.stdin : null,
  clock: systemClock,
  kill: (processId, signal) => process.kill(processId, signal),
  random: () => Math.random(),
  randomBytes: (count) => randomBytes(count),
  newId: () => randomUUID(),
  interrupt: interrupt.signal,
};

// Loaded only now, so that an interrupt in the meantime is reported like any other.
const { reportCrash, runCli } = await import('./cli/program.js');

const argv = process.argv.slice(2);
process.on('uncaughtException', (error) => {
  process.exit(reportCrash(error, argv, io));
});

process.exitCode = await runCli(argv, io);
