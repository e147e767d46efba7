import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';

/** The text of the manifest schema: the same file that manifests are checked with and that editors use. */
export const readManifestSchema = (): string =>
  readFileSync(new URL('../../schemas/manifest.schema.json', import.meta.url), 'utf8');

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
  const schema = JSON.parse(readManifestSchema()) as { readonly $id: string };
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    strictTuples: false,
  });
  ajv.addSchema(schema);
  return {
    document: toChecker(ajv.getSchema(schema.$id)),
    override: toChecker(ajv.getSchema(`${schema.$id}#/$defs/override`)),
  };
};

const toChecker = (validate: ValidateFunction | undefined): Checker => {
  if (validate === undefined) throw new Error('the manifest schema lacks a part');
  return (data) => (validate(data) ? [] : (validate.errors ?? []));
};
