import type { ErrorObject } from 'ajv/dist/2020.js';
import { joinWords, suggest } from '../../text/words.js';
import { explainUnknown, findMeantProperties } from './explain-unknown.js';
import { explainType } from './explain-type.js';
import type { DocumentNode, Span } from '../parse/nodes.js';
import { resolvePointer, type Resolved } from './pointer.js';
import { makeError, type Problem } from '../problem.js';
import { alternativesOf, ruleOf, type SchemaPart } from './schema.js';

/**
 * Turns the checker's errors into problems that a person can act on: one sentence each, at the key or value concerned. Errors
 * that only follow from another one are dropped, and nothing of the manifest is quoted except names.
 */
export const explainErrors = (
  errors: readonly ErrorObject[],
  root: DocumentNode,
  name: string,
): readonly Problem[] => {
  if (errors.length === 0) return [];
  const mistyped = new Set(
    errors.filter(({ keyword }) => keyword === 'type').map((error) => error.instancePath),
  );
  const meant = findMeantProperties(errors);
  const problems: Problem[] = [];
  const explained = new Set<string>();
  for (const error of errors) {
    if (BRANCH.test(error.schemaPath)) continue;
    // A part that refers to another can repeat what that says.
    if (error.keyword === 'type' && explained.has(error.instancePath)) continue;
    if (error.keyword === 'type') explained.add(error.instancePath);
    if (error.keyword !== 'type' && mistyped.has(error.instancePath)) continue;
    const problem = explain(
      error,
      resolvePointer(root, name, error.instancePath),
      meant.get(error.instancePath),
    );
    if (problem !== null) problems.push(problem);
  }
  return problems;
};

/** Errors of single alternatives add nothing to the error of the choice itself. */
const BRANCH = /\/oneOf\/\d+\//;

const explain = (error: ErrorObject, at: Resolved, meant: ReadonlySet<string> = NONE): Problem | null => {
  const part = (error.parentSchema ?? {}) as SchemaPart;
  const params = error.params as Readonly<Record<string, unknown>>;
  switch (error.keyword) {
    case 'additionalProperties':
      return explainUnknown(error, at);
    case 'required':
      return meant.has(String(params['missingProperty']))
        ? null
        : explainMissing(at, [String(params['missingProperty'])]);
    case 'oneOf':
      return explainChoice(at, alternativesOf(part), meant);
    case 'dependentRequired':
      return makeError(
        'misplaced-property',
        keySpan(at, String(params['property'])),
        `"${String(params['property'])}" is only allowed with "${String(params['missingProperty'])}"`,
        part.properties?.[String(params['property'])]?.$comment,
      );
    case 'if':
      // What the condition asks for is reported by itself.
      return null;
    case 'type':
      return explainType(params['type'], at);
    case 'maxLength':
      return makeError(
        'bad-format',
        at.node,
        `${at.name} must have at most ${String(params['limit'])} characters`,
      );
    case 'enum':
      return explainEnum(at, part.enum ?? []);
    case 'const':
      return makeError('not-one-of', at.node, `${at.name} must be ${String(part.const)}`);
    case 'propertyNames':
      return makeError(
        'bad-format',
        keySpan(at, String(params['propertyName'])),
        'the name of a source must be 1 to 40 letters, digits, hyphens or underscores',
      );
    default:
      return error.propertyName === undefined
        ? makeError('bad-format', at.node, `${at.name} ${ruleOf(part)}`)
        : null;
  }
};

const NONE: ReadonlySet<string> = new Set();

const explainMissing = (at: Resolved, names: readonly string[]): Problem =>
  makeError(
    'missing-property',
    startOf(at.node),
    names.length === 1
      ? `${at.name} lacks "${names[0] ?? ''}"`
      : `${at.name} needs exactly one of ${joinWords(names)}`,
  );

const explainChoice = (
  at: Resolved,
  names: readonly string[],
  meant: ReadonlySet<string>,
): Problem | null => {
  const { node } = at;
  const present = node.kind === 'map' ? names.filter((name) => node.entries.has(name)) : [];
  const places = present
    .map((name) => ({ name, span: keySpan(at, name) }))
    .toSorted((a, b) => a.span.start - b.span.start);
  const [first, second] = places;
  if (first === undefined) return names.some((name) => meant.has(name)) ? null : explainMissing(at, names);
  if (second === undefined) return null;
  return {
    ...makeError(
      'conflicting-properties',
      second.span,
      `${at.name} must have exactly one of ${joinWords(names)}, not both "${first.name}" and "${second.name}"`,
      'keep one of them',
    ),
    related: { message: `"${first.name}" is here`, span: first.span },
  };
};

const explainEnum = (at: Resolved, allowed: readonly string[]): Problem => {
  const written = at.node.kind === 'scalar' && typeof at.node.value === 'string' ? at.node.value : '';
  const meant = written.length <= 30 ? suggest(written, allowed) : null;
  const message = `${at.name} must be ${joinWords(allowed, 'or')}`;
  return makeError('not-one-of', at.node, message, meant === null ? undefined : `did you mean "${meant}"?`);
};

const keySpan = ({ node }: Resolved, name: string): Span =>
  node.kind === 'map' ? (node.entries.get(name)?.key ?? startOf(node)) : startOf(node);

/** The first character, so that a frame does not underline a whole entry. */
const startOf = (span: Span): Span => ({ start: span.start, end: span.start + 1 });
