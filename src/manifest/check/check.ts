import { explainErrors } from './explain-errors.js';
import { mapAt, toData, type DocumentNode, type MapNode } from '../parse/nodes.js';
import { makeError, type Problem } from '../problem.js';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import { compileValidators } from './validators.js';

/** A document that was checked against the schema. */
export interface CheckedDocument {
  readonly root: MapNode;
  /** Whether everything except the overrides is valid. */
  readonly isHeadValid: boolean;
  /** The valid entries of `overrides`, with the defaults of the document. */
  readonly overrides: readonly MapNode[];
  /** Whether all of them are valid. */
  readonly areOverridesValid: boolean;
}

/**
 * Checks a document against the schema: first everything except the overrides, then each override separately, so that the
 * cost stays linear however many are wrong. Null where the document is no manifest at all.
 */
export const checkDocument = (
  root: DocumentNode,
  report: (problem: Problem) => void,
): CheckedDocument | null => {
  if (root.kind !== 'map') {
    report(
      makeError(
        'wrong-type',
        root,
        'a manifest must be a map',
        'start with "version: 1" and put the entries under "overrides:"',
      ),
    );
    return null;
  }
  const result = root.entries.get('formatVersion');
  if (result !== undefined && root.entries.has('tool')) {
    report(makeError('not-a-manifest', result.key, ...explainResult(root)));
    return null;
  }
  const { document, override } = loadCheckers();
  const list = root.entries.get('overrides')?.node;
  const head = list?.kind === 'list' ? withoutOverrides(root) : root;
  const headErrors = document(toData(head));
  const headProblems = explainErrors(headErrors, root, 'the manifest');
  for (const problem of headProblems) report(problem);
  // What is wrong with the defaults would be wrong with every entry.
  const areDefaultsValid = !headErrors.some(({ instancePath }) => instancePath.startsWith('/defaults'));
  const entries = list?.kind === 'list' && areDefaultsValid ? list.items : [];
  const defaults = mapAt(root, 'defaults');
  const overrides: MapNode[] = [];
  for (const written of entries) {
    const entry = withDefaults(written, defaults);
    const problems = explainErrors(override(toData(entry)), entry, 'the override');
    for (const problem of problems) report(problem);
    if (problems.length === 0 && entry.kind === 'map') overrides.push(entry);
  }
  return {
    root,
    isHeadValid: headProblems.length === 0,
    overrides,
    areOverridesValid: overrides.length === entries.length,
  };
};

/** Files that this program writes and that somebody may give in place of a manifest: message and hint. */
const explainResult = ({ entries }: MapNode): readonly [message: string, hint: string] =>
  entries.has('nonce') && entries.has('keyId')
    ? ['this is a saved plan, not a manifest', 'apply it with: qoverride apply --plan FILE']
    : ['this is a result that qoverride printed, not a manifest', 'give the manifests that it was made from'];

/** An entry has what the defaults say, except what it says itself; a literal value takes the place of a default source. */
const withDefaults = (entry: DocumentNode, defaults: MapNode | null): DocumentNode => {
  if (entry.kind !== 'map' || defaults === null) return entry;
  const added = [...defaults.entries].filter(
    ([name]) => !entry.entries.has(name) && !(name === 'valueFrom' && entry.entries.has('value')),
  );
  return { ...entry, entries: new Map([...entry.entries, ...added]) };
};

const withoutOverrides = (root: MapNode): MapNode => {
  const entries = new Map(root.entries);
  const entry = entries.get('overrides');
  if (entry?.node.kind === 'list') entries.set('overrides', { ...entry, node: { ...entry.node, items: [] } });
  return { ...root, entries };
};

/** Validates data. The errors contain parts of the schema and of the data, and must not be printed. */
export type Checker = (data: unknown) => readonly ErrorObject[];

/** Checkers for the parts of a document that are checked separately. */
export interface Checkers {
  /** The document with its `overrides` emptied. */
  readonly document: Checker;
  /** One entry of `overrides`. */
  readonly override: Checker;
}

let compiled: Checkers | undefined;

/** Compiles the schema once per process, when the first document needs it. */
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
