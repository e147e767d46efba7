import { dirname } from 'node:path';
import type { SopsFormat } from '../../model/value-reference.js';
import type { ValueContext } from '../context.js';
import { sopsEnvironment } from '../credentials.js';
import { readOutput, showErrors } from './exec.js';
import { miss, refuse, type Outcome } from '../outcome.js';
import { runProgram } from './run-program.js';
import { decodeValue } from '../text.js';
import type { ValueNode } from '../value-node.js';

/** Cloud key services may be slow. Milliseconds. */
const TIMEOUT = 60_000;

/** Exit codes of `sops` with a known meaning. Source: SOPS, cmd/sops/codes/codes.go. */
const ALTERED_CODES: ReadonlySet<number> = new Set([24, 25, 51, 52]);
const NO_KEY_CODES: ReadonlySet<number> = new Set([111, 128]);

/** A file for the `sops` program. */
export interface SopsProgramFile {
  /** Absolute and real. */
  readonly real: string;
  readonly shown: string;
  /** Null: the extension of its name decides. */
  readonly format: SopsFormat | null;
}

/** Any other extension means binary. Source: SOPS, cmd/sops/formats/formats.go. */
const DOCUMENT_NAME = /\.(?:ya?ml|json|env|ini)$/;

/**
 * Decrypts a file with the `sops` program on PATH, which verifies its MAC. It prints everything except binary as JSON, because
 * dotenv has no single way of quoting; of several YAML documents it prints the first.
 */
export const runSops = async (file: SopsProgramFile, context: ValueContext): Promise<Outcome<ValueNode>> => {
  const isBinary = file.format === null ? !DOCUMENT_NAME.test(file.real) : file.format === 'binary';
  const result = await runProgram({
    program: 'sops',
    arguments: [
      'decrypt',
      ...(file.format === null ? [] : ['--input-type', file.format]),
      '--output-type',
      isBinary ? 'binary' : 'json',
      file.real,
    ],
    folder: dirname(file.real),
    env: sopsEnvironment(context.env),
    timeout: TIMEOUT,
    keepsErrors: context.debug !== null,
    signal: context.signal,
    clock: context.clock,
    kill: context.kill,
  });
  const document =
    result.kind === 'ended' && result.exitCode === 0 && isBinary
      ? readBinary(result.stdout, file.shown)
      : readOutput(result, { name: 'sops', timeout: TIMEOUT, format: 'json' });
  showErrors(result, document, 'sops', context);
  if (document.kind === 'problem' && result.kind === 'ended' && result.exitCode !== null) {
    return describeExit(result.exitCode, file.shown, document);
  }
  return document;
};

const readBinary = (bytes: Uint8Array, shown: string): Outcome<ValueNode> => {
  const text = decodeValue(bytes, `what ${shown} holds`);
  return text.kind === 'problem' ? text : { kind: 'ok', value: { kind: 'scalar', text: text.value } };
};

const describeExit = (code: number, shown: string, other: Outcome<never>): Outcome<never> => {
  if (ALTERED_CODES.has(code)) {
    return refuse(
      'sops-altered',
      `cannot decrypt ${shown}: sops reports that it was altered (exit code ${code})`,
    );
  }
  if (NO_KEY_CODES.has(code)) {
    return miss(
      'sops-no-key',
      `cannot decrypt ${shown}: sops has no key for it (exit code ${code})`,
      '--debug shows what sops wrote to stderr',
    );
  }
  return other;
};
