import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import { compileValidators } from './validators.js';

/** Finds what is wrong with a piece of data; the errors carry the schema that refused, and must not be printed as they are. */
export type Checker = (data: unknown) => readonly ErrorObject[];

/** Checkers for the parts of a document that are looked at one by one. */
export interface Checkers {
  /** The document with its `overrides` emptied. */
  readonly document: Checker;
  /** One entry of `overrides`. */
  readonly override: Checker;
}

let compiled: Checkers | undefined;

/** Compiles the schema, once per process and only when the first document asks for it. */
export const loadCheckers = (): Checkers => {
  compiled ??= compile();
  return compiled;
};

const compile = (): Checkers => {
  const { document, override } = compileValidators();
  return { document: toChecker(document), override: toChecker(override) };
};

const toChecker =
  (validate: ValidateFunction): Checker =>
  (data) =>
    validate(data) ? [] : (validate.errors ?? []);
