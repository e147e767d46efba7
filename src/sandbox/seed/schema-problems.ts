import type { ErrorObject } from 'ajv';
import { suggest } from '../../text/words.js';
import type { DocumentPath, DocumentProblem } from './checked-document.js';

/** Converts ajv errors (compiled with `verbose`) to problems with a place. ajv's own messages are dropped, because they may quote values. */
export const describeSchemaErrors = (
  errors: readonly ErrorObject[],
  data: unknown,
): readonly DocumentProblem[] =>
  errors
    .filter((error) => !['oneOf', 'anyOf', 'if', 'not'].includes(error.keyword) || errors.length === 1)
    .map((error) => describeError(error, readPointer(error.instancePath, data)));

const describeError = (error: ErrorObject, path: DocumentPath): DocumentProblem => {
  const params = error.params as Readonly<Record<string, unknown>>;
  const name = path.at(-1) === undefined ? 'the document' : String(path.at(-1));
  switch (error.keyword) {
    case 'additionalProperties':
      return describeUnknown(error, path, String(params['additionalProperty']));
    case 'required':
      return { path, message: `${String(params['missingProperty'])} is missing`, hint: null };
    case 'type':
      return {
        path,
        message: `${name} must be of type ${String(params['type'])}`,
        hint: params['type'] === 'string' ? 'put it in quotes' : null,
      };
    case 'enum':
      return {
        path,
        message: `${name} must be one of ${(params['allowedValues'] as unknown[]).map(String).join(', ')}`,
        hint: null,
      };
    case 'const':
      return { path, message: `${name} must be ${String(params['allowedValue'])}`, hint: null };
    case 'maxLength':
      return { path, message: `${name} must have at most ${String(params['limit'])} characters`, hint: null };
    case 'minLength':
      return { path, message: `${name} must not be empty`, hint: null };
    case 'format':
      return { path, message: `${name} must be a ${String(params['format'])}`, hint: null };
    case 'minimum':
    case 'maximum':
      return {
        path,
        message: `${name} must be ${String(params['comparison'])} ${String(params['limit'])}`,
        hint: null,
      };
    default:
      return { path, message: `${name} does not match the schema`, hint: null };
  }
};

/** Matches every property name. Anything else may be a value that was written as a key by mistake. */
const IS_PROPERTY_LIKE = /^[a-z]{1,32}$/i;

const describeUnknown = (error: ErrorObject, path: DocumentPath, property: string): DocumentProblem => {
  const known = Object.keys(
    (error.parentSchema as { readonly properties?: object } | undefined)?.properties ?? {},
  );
  const meant = suggest(property, known);
  return {
    path: [...path, property],
    message: IS_PROPERTY_LIKE.test(property) ? `unknown property ${property}` : 'unknown property',
    hint: meant === null ? `known properties: ${known.join(', ')}` : `did you mean ${meant}?`,
  };
};

/** Splits a JSON pointer into steps. Steps into lists become numbers. */
const readPointer = (pointer: string, data: unknown): DocumentPath => {
  const path: (string | number)[] = [];
  let current = data;
  for (const raw of pointer.split('/').slice(1)) {
    const step = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(current) ? Number(step) : step);
    current = (current as Readonly<Record<string, unknown>> | null)?.[step];
  }
  return path;
};
