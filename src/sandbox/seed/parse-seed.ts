import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { readPackageFile } from '../../files/package-file.js';
import { readDocument, type DocumentProblem } from './checked-document.js';
import { SCHEMA_FORMATS } from './schema-formats.js';
import { plantSeed } from './plant-seed.js';
import { describeSchemaErrors } from './schema-problems.js';
import type { SandboxSeed } from './seed.js';
import { emptyWorld } from '../world/world.js';

/**
 * Parses a seed in YAML or JSON, as described by `schemas/sandbox-seed.schema.json`. `file` is the name to use in errors.
 *
 * @throws Failure `invalid-seed`, with a diagnostic for every error and its place.
 */
export const parseSeed = (text: string, file: string): SandboxSeed =>
  readDocument(text, file, { name: 'seed', code: 'invalid-seed' }, checkSeed) as SandboxSeed;

/** Finds the problems in a seed: first with the schema, then by filling a world. */
export const checkSeed = (data: unknown): readonly DocumentProblem[] => {
  const check = compileSchema();
  if (!check(data)) return describeSchemaErrors(check.errors ?? [], data);
  return plantSeed(emptyWorld(), data as SandboxSeed, 0);
};

let compiled: ValidateFunction | null = null;

/** Compiles the schema. It is a separate file in the package, because editors use it too. */
const compileSchema = (): ValidateFunction => {
  if (compiled !== null) return compiled;
  const text = readPackageFile('schemas/sandbox-seed.schema.json');
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    unicode: false,
    logger: false,
    allowUnionTypes: true,
    formats: SCHEMA_FORMATS,
  });
  compiled = ajv.compile(JSON.parse(text) as object);
  return compiled;
};
