import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Diagnostic } from '../../src/model/diagnostic.js';
import { Failure } from '../../src/model/failure.js';
import { renderDiagnostics } from '../../src/render/text/diagnostics-text.js';
import { diagnosticsOfFailure } from '../../src/render/json/json.js';
import { createPaint } from '../../src/render/text/paint.js';
import { anyInput, SECRET, type FuzzInput } from './inputs.js';

/** Inputs for each target; `FUZZ_RUNS` makes it more. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 150);

/** Milliseconds for each input at the most, on a slow machine. */
const PATIENCE = 100;

/** Defines a test that gives a reader very many inputs; a failing one is printed with the seed that brings it back. */
export const fuzz = (
  name: string,
  samples: readonly (string | Uint8Array)[],
  check: (input: FuzzInput) => void | Promise<void>,
): void => {
  it(name, { timeout: 20_000 + RUNS * PATIENCE }, async () => {
    await fc.assert(
      fc.asyncProperty(anyInput(samples), async (input) => check(input)),
      { numRuns: RUNS },
    );
  });
};

/** What a call gave, or the expected failure that it ended with; any other error is a bug, and goes on. */
export const attempt = async <Result>(act: () => Result | Promise<Result>): Promise<Result | Failure> => {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
};

/** Windows of the secret: damage may have cut it, and what is left of it is still one. */
const WINDOW = 8;
const PARTS = Array.from({ length: SECRET.length - WINDOW + 1 }, (_, at) =>
  SECRET.slice(at, at + WINDOW).toLowerCase(),
);

/** Fails where a text holds the secret or a part of it. */
export const expectNoSecret = (...texts: readonly (string | null | undefined)[]): void => {
  const text = texts.join('\n').toLowerCase();
  expect(PARTS.find((part) => text.includes(part))).toBeUndefined();
};

const UNSAFE = /(?!\n)[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;
const COMMAND = /^\s*::|##\[/mu;

/** Fails where findings, as people see them, hold a control or bidi character, or a CI command. */
export const expectPrintable = (diagnostics: readonly Diagnostic[]): void => {
  const shown = renderDiagnostics(diagnostics, createPaint(false));
  expect(UNSAFE.exec(shown)).toBeNull();
  expect(COMMAND.exec(shown)).toBeNull();
};

/** Fails where a place lies outside of a text: line and column from 1, and at most one behind the end of its line. */
export const expectInside = (
  text: string,
  place: { readonly line: number; readonly column: number } | null | undefined,
): void => {
  if (place === undefined || place === null) return;
  const line = text.split('\n')[place.line - 1];
  expect(line).toBeDefined();
  expect(place.column).toBeGreaterThanOrEqual(1);
  expect(place.column).toBeLessThanOrEqual((line ?? '').length + 1);
};

/** Fails where an expected failure shows a secret or cannot be shown; gives its findings. */
export const expectSound = (failure: Failure, isSecret: boolean): readonly Diagnostic[] => {
  const findings = diagnosticsOfFailure(failure);
  expectPrintable(findings);
  if (isSecret) expectNoSecret(JSON.stringify(findings), failure.message, failure.stack);
  return findings;
};
