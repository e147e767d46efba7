import type { SopsFormat } from '../../model/value-reference.js';
import type { ValueContext } from '../context.js';
import { findLockedSshKeys } from '../age-identities.js';
import { sopsEnvironment, SSH_KEY_VARIABLE } from '../credentials.js';
import { readOutput, showErrors } from './exec.js';
import { miss, refuse, type Outcome } from '../outcome.js';
import { runProgram } from './run-program.js';
import { decodeValue } from '../text.js';
import { writeOutExponent } from '../sops/numbers.js';
import type { ValueNode } from '../value-node.js';

/** Cloud key services may be slow. Milliseconds. */
const TIMEOUT = 60_000;

/** Exit codes of `sops` with a known meaning. Source: SOPS, cmd/sops/codes/codes.go. */
const ALTERED_CODES: ReadonlySet<number> = new Set([24, 25, 51, 52]);
const NO_KEY_CODES: ReadonlySet<number> = new Set([111, 128]);
const NOT_PRINTED_CODE = 4;

/** A file for the `sops` program. */
export interface SopsProgramFile {
  /** Absolute and real. */
  readonly real: string;
  readonly shown: string;
  /** Null: the extension of its name decides. */
  readonly format: SopsFormat | null;
  /** Whether an SSH key can decrypt it. */
  readonly takesSshKey: boolean;
}

/** Any other extension means binary. Source: SOPS, cmd/sops/formats/formats.go. */
const DOCUMENT_NAME = /\.(?:ya?ml|json|env|ini)$/;

/**
 * Decrypts a file with the `sops` program on PATH, which verifies its MAC. It prints everything except binary as JSON, because
 * dotenv has no single way of quoting; of several YAML documents it prints the first. The flag `--decrypt` is older than the
 * command `decrypt`, which only sops 3.9 and later have. The program runs where the user stands, because that is where paths in
 * variables such as `SOPS_AGE_KEY_FILE` start.
 */
export const runSops = async (file: SopsProgramFile, context: ValueContext): Promise<Outcome<ValueNode>> => {
  const isBinary = file.format === null ? !DOCUMENT_NAME.test(file.real) : file.format === 'binary';
  const result = await runProgram({
    program: 'sops',
    arguments: [
      '--decrypt',
      ...(file.format === null ? [] : ['--input-type', file.format]),
      '--output-type',
      isBinary ? 'binary' : 'json',
      file.real,
    ],
    folder: null,
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
      : readOutput(result, { name: 'sops', timeout: TIMEOUT, format: 'json', spellNumber: writeOutExponent });
  showErrors(result, document, 'sops', context);
  if (document.kind === 'problem' && result.kind === 'ended' && result.exitCode !== null) {
    return describeExit(result.exitCode, file, document, context);
  }
  return document;
};

const readBinary = (bytes: Uint8Array, shown: string): Outcome<ValueNode> => {
  const text = decodeValue(bytes, `what ${shown} holds`);
  return text.kind === 'problem' ? text : { kind: 'ok', value: { kind: 'scalar', text: text.value } };
};

const describeExit = (
  code: number,
  { shown, takesSshKey }: SopsProgramFile,
  other: Outcome<never>,
  context: ValueContext,
): Outcome<never> => {
  if (ALTERED_CODES.has(code)) {
    return refuse(
      'sops-altered',
      `cannot decrypt ${shown}: sops reports that it was altered (exit code ${code})`,
    );
  }
  if (NO_KEY_CODES.has(code)) {
    const locked = takesSshKey ? findLockedSshKeys(context) : [];
    const reason = locked.length === 0 ? '' : `; ${locked.join(' and ')} has a passphrase`;
    return miss(
      'sops-no-key',
      `cannot decrypt ${shown}: sops has no key for it (exit code ${code})${reason}`,
      locked.length === 0 ? explainNoKey(takesSshKey) : USE_OPEN_KEY,
    );
  }
  if (code === NOT_PRINTED_CODE) {
    return miss(
      'sops-not-json',
      `sops cannot print ${shown} as JSON`,
      'if it has `.inf` or `.nan`, quote them in the decrypted file, and encrypt it again',
    );
  }
  return other;
};

const USE_OPEN_KEY = `sops runs without a terminal, so it cannot ask: let ${SSH_KEY_VARIABLE} name a key without a passphrase, or use an age key`;

const explainNoKey = (takesSshKey: boolean): string =>
  `--debug shows what sops wrote to stderr${takesSshKey ? '; SSH keys need sops 3.10 or later' : ''}`;
