import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** One request and its answer, as far as the API description speaks of it. */
export interface CheckedExchange {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly requestBody: unknown;
  readonly status: number | null;
  readonly responseBody: unknown;
}

/** Checks exchanges against the official API description. */
export interface Conformance {
  /** What is wrong with an exchange; nothing for one that conforms. */
  readonly check: (exchange: CheckedExchange) => string[];
}

/** Where the official API description lies beside the repository; it is no part of it. */
const FILES = ['qovery-openapi.json', 'qovery-openapi-events.json'].map((name) =>
  fileURLToPath(new URL(`../../../shared/contract/${name}`, import.meta.url)),
);

/**
 * Statuses that answers may have though the description lists them for no operation or not for this one: 400 and 409
 * are described in prose, 429 in the guide on rate limits, 405, 413, 415 and 5xx are plain HTTP.
 */
const UNLISTED = new Set([400, 405, 409, 413, 415, 429, 500, 502, 503, 504]);

/** What is wrong with data. */
type Check = (data: unknown) => readonly ErrorObject[];

interface Schema {
  readonly [keyword: string]: unknown;
}

interface Operation {
  readonly path: string;
  readonly pattern: RegExp;
  readonly method: string;
  readonly query: ReadonlyMap<string, { readonly required: boolean; readonly check: Check }>;
  readonly body: Check | null;
  /** By status; null where the answer's body is not described. */
  readonly answers: ReadonlyMap<string, Check | null>;
}

/** Readies the checks against descriptions, those of Qovery unless others are given; null where one is missing. */
export const createConformance = (files: readonly string[] = FILES): Conformance | null => {
  if (!files.every((file) => existsSync(file))) return null;
  const operations = files.flatMap((file, index) =>
    readOperations(JSON.parse(readFileSync(file, 'utf8')) as Description, `api${String(index)}`),
  );
  return { check: (exchange) => checkExchange(operations, exchange) };
};

const checkExchange = (operations: readonly Operation[], exchange: CheckedExchange): string[] => {
  const { method, path, status } = exchange;
  const operation = operations.find((known) => known.method === method && known.pattern.test(path));
  if (operation === undefined) return [`${method} ${path} is no operation of the API`];
  const at = `${method} ${operation.path}`;
  const isRefused = status === null || status >= 400;
  return [
    ...(isRefused ? [] : [...checkQuery(operation, exchange), ...checkRequestBody(operation, exchange)]),
    ...(status === null ? [] : checkAnswer(operation, status, exchange.responseBody)),
  ].map((problem) => `${at}: ${problem}`);
};

const checkQuery = (operation: Operation, { query }: CheckedExchange): string[] => {
  const unknown = Object.keys(query).filter((name) => !operation.query.has(name));
  return [
    ...unknown.map((name) => `query: there is no ${name}`),
    ...[...operation.query].flatMap(([name, { required, check }]) => {
      const text = query[name];
      if (text === undefined) return required ? [`query: ${name} is missing`] : [];
      return describe(`query ${name}`, check, readQueryValue(text));
    }),
  ];
};

/** A query says neither what is a number nor what is a truth value; the schema does. */
const readQueryValue = (text: string): unknown => {
  if (text === 'true' || text === 'false') return text === 'true';
  return text;
};

const checkRequestBody = (operation: Operation, { requestBody }: CheckedExchange): string[] => {
  if (operation.body !== null) {
    return requestBody === undefined ? [] : describe('request body', operation.body, requestBody);
  }
  return requestBody === undefined ? [] : ['request body: there should be none'];
};

/**
 * Fields that the real API answers with null under `/variable` where they are empty, though the description does not allow it. Source: the
 * console's recorded answers.
 */
const REAL_NULLS = new Set([
  'overridden_variable',
  'aliased_variable',
  'mount_path',
  'service_id',
  'service_name',
  'service_type',
]);

const withoutRealNulls = (json: unknown): unknown => {
  if (Array.isArray(json)) return json.map(withoutRealNulls);
  if (!isRecord(json)) return json;
  const isLink = !('variable_type' in json && 'is_secret' in json);
  const kept = Object.entries(json).filter(([name, value]) => value !== null || !REAL_NULLS.has(name));
  const rest = Object.fromEntries(kept.map(([name, value]) => [name, withoutRealNulls(value)]));
  return isLink && 'mount_path' in json ? { ...rest, mount_path: json['mount_path'] ?? '' } : rest;
};

const checkAnswer = (operation: Operation, status: number, given: unknown): string[] => {
  const check = operation.answers.get(String(status));
  const body = operation.path.startsWith('/variable') ? withoutRealNulls(given) : given;
  if (check === undefined) return UNLISTED.has(status) ? [] : [`status ${String(status)} is not listed`];
  if (check !== null) return describe('answer', check, body);
  return status < 400 && body !== undefined ? ['answer: there should be no body'] : [];
};

const describe = (what: string, check: Check, data: unknown): string[] =>
  check(data).map(
    ({ instancePath, message, params }) =>
      `${what}${instancePath} ${message ?? 'is wrong'} ${JSON.stringify(params)}`,
  );

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly responses: Readonly<Record<string, Response>>;
  };
}

interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Response {
  readonly $ref?: string;
  readonly content?: { readonly 'application/json'?: { readonly schema: Schema } };
}

interface DescribedOperation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Response;
  readonly responses: Readonly<Record<string, Response>>;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** What stands for each parameter in a path: ids of Qovery are UUIDs, whether their description says so or not. */
const PATH_PARTS: Readonly<Record<string, string>> = {
  owner: '[^/]+',
  repo: '[^/]+',
  issue_number: '[0-9]+',
  comment_id: '[0-9]+',
};
const UUID = '[0-9a-fA-F-]{36}';

const readOperations = (description: Description, id: string): readonly Operation[] => {
  const { components } = description;
  const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true, logger: false }));
  for (const format of ['cron', 'uu', 'string']) ajv.addFormat(format, true);
  ajv.addSchema({ $id: id, $defs: mapValues(components.schemas, (schema) => translate(schema, id, true)) });
  const compile = (schema: Schema): Check => compileLater(() => ajv.compile(translate(schema, id, false)));
  const compileContent = (response: Response): Check | null => {
    const schema = response.content?.['application/json']?.schema;
    return schema === undefined ? null : compile(schema);
  };
  return Object.entries(description.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => method in item).map((method): Operation => {
      const operation = item[method] as DescribedOperation;
      const parameters = (operation.parameters ?? []).map((parameter) =>
        follow(parameter, components.parameters),
      );
      const responses = Object.entries(operation.responses);
      return {
        path,
        pattern: new RegExp(
          `^${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => PATH_PARTS[name] ?? UUID)}$`,
        ),
        method: method.toUpperCase(),
        query: new Map(
          parameters
            .filter((parameter) => parameter.in === 'query')
            .map(({ name, required, schema }) => [
              name,
              { required: required === true, check: compile(relaxNumbers(schema)) },
            ]),
        ),
        body: operation.requestBody === undefined ? null : compileContent(operation.requestBody),
        answers: new Map(
          responses.map(([status, response]) => [
            status,
            compileContent(follow(response, components.responses)),
          ]),
        ),
      };
    }),
  );
};

/** Most operations are never met in a test, and compiling is what takes the time. */
const compileLater = (compile: () => ValidateFunction): Check => {
  let compiled: ValidateFunction | null = null;
  return (data) => {
    compiled ??= compile();
    return compiled(data) ? [] : (compiled.errors ?? []);
  };
};

const relaxNumbers = (schema: Schema): Schema =>
  schema['type'] === 'number' || schema['type'] === 'integer'
    ? { type: 'string', pattern: '^[0-9]+$' }
    : schema;

const follow = <T extends { readonly $ref?: string }>(value: T, shared: Readonly<Record<string, T>>): T =>
  value.$ref === undefined ? value : (shared[value.$ref.split('/').at(-1) ?? ''] ?? value);

/**
 * Turns a schema of OpenAPI 3.0 into one of draft 2020-12: `nullable` becomes a type, a `discriminator` an `if` for
 * each kind, references point to `$defs`. Where a whole value stands (not a part of an `allOf`), unknown properties are refused.
 */
const translate = (schema: Schema, id: string, isPart: boolean): Schema => {
  const { nullable, discriminator, example: _example, 'x-stoplight': _tool, ...rest } = schema;
  const translated: Record<string, unknown> = { ...rest };
  if (typeof rest['$ref'] === 'string') {
    translated['$ref'] = `${id}#/$defs/${rest['$ref'].split('/').at(-1) ?? ''}`;
  }
  if (isRecord(rest['properties'])) {
    translated['properties'] = mapValues(rest['properties'] as Record<string, Schema>, (property) =>
      translate(property, id, false),
    );
  }
  if (isRecord(rest['items'])) translated['items'] = translate(rest['items'], id, false);
  if (isRecord(rest['additionalProperties'])) {
    translated['additionalProperties'] = translate(rest['additionalProperties'], id, false);
  }
  for (const keyword of ['allOf', 'oneOf', 'anyOf']) {
    const list = rest[keyword];
    if (Array.isArray(list)) translated[keyword] = list.map((part: Schema) => translate(part, id, true));
  }
  if (isRecord(discriminator)) applyDiscriminator(translated, discriminator, id);
  if (
    !isPart &&
    (rest['$ref'] !== undefined || rest['allOf'] !== undefined || rest['properties'] !== undefined)
  ) {
    translated['unevaluatedProperties'] = false;
  }
  return nullable === true ? { anyOf: [{ type: 'null' }, translated] } : translated;
};

/** A value that several kinds would fit belongs to the one that its tag names. */
const applyDiscriminator = (translated: Record<string, unknown>, discriminator: Schema, id: string): void => {
  const tag = discriminator['propertyName'] as string;
  const mapping = Object.entries(discriminator['mapping'] as Readonly<Record<string, string>>);
  delete translated['oneOf'];
  translated['required'] = [tag];
  translated['properties'] = { [tag]: { enum: mapping.map(([name]) => name) } };
  translated['allOf'] = mapping.map(([name, reference]) => ({
    if: { properties: { [tag]: { const: name } } },
    // eslint-disable-next-line unicorn/no-thenable -- the keyword of JSON Schema
    then: { $ref: `${id}#/$defs/${reference.split('/').at(-1) ?? ''}` },
  }));
};

const isRecord = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const mapValues = <T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
