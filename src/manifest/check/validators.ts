import { Ajv2020, type Options, type ValidateFunction } from 'ajv/dist/2020.js';
import { readManifestSchema } from './schema.js';

/** Validators for the parts of a document that are checked separately. */
export interface Validators {
  /** The document with its `overrides` emptied. */
  readonly document: ValidateFunction;
  /** One entry of `overrides`. */
  readonly override: ValidateFunction;
}

/** A schema compiler that has the manifest schema, and the names of the parts in it. */
export interface ManifestCompiler {
  readonly ajv: Ajv2020;
  readonly parts: Readonly<Record<keyof Validators, string>>;
}

/** Prepares the compiler of the manifest schema; nothing is compiled yet. */
export const createManifestCompiler = (code: NonNullable<Options['code']> = {}): ManifestCompiler => {
  const schema = JSON.parse(readManifestSchema()) as { readonly $id: string };
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    messages: false,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    strictTuples: false,
    code,
  });
  ajv.addSchema(schema);
  return { ajv, parts: { document: schema.$id, override: `${schema.$id}#/$defs/override` } };
};

/** Compiles the validators. The build replaces this module by its result, because compiling takes longer than validating. */
export const compileValidators = (): Validators => {
  const { ajv, parts } = createManifestCompiler();
  const compile = (part: string): ValidateFunction => {
    const validate = ajv.getSchema(part);
    if (validate === undefined) throw new Error('the manifest schema lacks a part');
    return validate;
  };
  return { document: compile(parts.document), override: compile(parts.override) };
};
