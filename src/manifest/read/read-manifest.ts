import type { DeclaredMatch, DeclaredOverride, DeclaredTarget } from '../../model/declared-override.js';
import type { Location } from '../../model/location.js';
import { checkDocument } from '../check/check.js';
import { mapAt, valueAt, type DocumentNode, type MapNode, type Span } from '../parse/nodes.js';
import { parseDocuments } from '../parse/parse.js';
import { makeError, type Problem } from '../problem.js';
import { expandEntry, type ExpandedEntry } from './expand-entry.js';
import { readOverride, type OverrideReading } from './read-override.js';
import { locate, type SourceFile } from '../source-file.js';
import { readSources } from './sources.js';
import { readTarget, type DocumentTarget, type OpenQuestion, type TargetNames } from './target.js';

/** Options for reading the manifests of a run. */
export interface ReadOptions {
  /** Given on the command line; a manifest must not contradict them. */
  readonly flags: TargetNames;
  /** Of the environment; a manifest must not spell one in another case. */
  readonly variables: TargetNames;
  /** Used where neither a manifest nor a flag gives a name. */
  readonly defaults: TargetNames;
  /** Whether a literal value is an error rather than a warning. */
  readonly strict: boolean;
}

/** What one file declares, and what is wrong with it. */
export interface ReadManifest {
  readonly targets: readonly DeclaredTarget[];
  readonly overrides: readonly DeclaredOverride[];
  readonly matches: readonly ReadMatch[];
  readonly problems: readonly Problem[];
  /** What only Qovery can tell. */
  readonly questions: readonly TargetQuestion[];
  /** The document with the `sops` block if the file is a SOPS file rather than a manifest; the rest is empty then. */
  readonly sops: MapNode | null;
}

/** A question about the target of a document. */
export interface TargetQuestion {
  readonly question: OpenQuestion;
  readonly target: DeclaredTarget;
}

/** An entry for services that a glob finds, whose problems are not diagnostics yet. */
export interface ReadMatch extends Omit<DeclaredMatch, 'declare'> {
  readonly declare: (
    service: Parameters<DeclaredMatch['declare']>[0],
    report: (problem: Problem) => void,
  ) => readonly DeclaredOverride[];
}

/** Reads the documents of a file one after the other, so that the memory of each can be freed. */
export const readManifest = (source: SourceFile, options: ReadOptions): ReadManifest => {
  const reading: Reading = {
    source,
    options,
    targets: [],
    overrides: [],
    matches: [],
    problems: [],
    questions: [],
  };
  let isEmpty = true;
  for (const { root, problems, isWellFormed } of parseDocuments(source.text)) {
    for (const problem of problems) reading.problems.push(problem);
    if (!isWellFormed || root !== null) isEmpty = false;
    if (root === null) continue;
    if (isSops(root)) return { ...NOTHING, sops: root };
    readDocument(root, reading);
  }
  if (isEmpty) {
    reading.problems.push(
      makeError('empty-manifest', { start: 0, end: 1 }, 'the file is empty', 'start it with "version: 1"'),
    );
  }
  return { ...reading, sops: null };
};

const NOTHING = { targets: [], overrides: [], matches: [], problems: [], questions: [] } as const;

interface Reading {
  readonly source: SourceFile;
  readonly options: ReadOptions;
  readonly targets: DeclaredTarget[];
  readonly overrides: DeclaredOverride[];
  readonly matches: ReadMatch[];
  readonly problems: Problem[];
  readonly questions: TargetQuestion[];
}

const readDocument = (
  root: DocumentNode,
  { source, options, targets, overrides, matches, problems, questions }: Reading,
): void => {
  const report = (problem: Problem): void => {
    problems.push(problem);
  };
  const checked = checkDocument(root, report);
  if (checked === null) return;
  const open: OpenQuestion[] = [];
  const target = readTarget(checked.root, {
    ...options,
    report,
    ask: (question) => {
      open.push(question);
    },
  });
  // Where the head is wrong, a name may be missing because of a mistake that is already reported.
  const reportMeaning = (problem: Problem): void => {
    if (checked.isHeadValid || problem.code !== 'placeholder-unset') report(problem);
  };
  const sources = readSources(checked.root, {
    target,
    entry: null,
    variables: new Map(),
    report: reportMeaning,
  });
  const locateSpan = (span: Span): Location => locate(source, span.start);
  const { folder } = source;
  const reading = {
    target,
    sources,
    strict: options.strict,
    variables: new Map<string, string>(),
    report: reportMeaning,
    folder,
    locate: locateSpan,
  };
  for (const entry of checked.overrides) {
    const expanded = expandEntry(entry, report);
    if (expanded === null) continue;
    if (expanded.kind === 'match') {
      const match = readMatch(entry, expanded, reading);
      const sample = readMatch(entry, expanded, { ...reading, variables: new Map() });
      // Names do not matter to most of what can be wrong, so that is reported offline.
      sample.declare({ type: match.kinds[0] ?? 'APPLICATION', name: 'service' }, reportMeaning);
      if (checked.isHeadValid) matches.push(match);
      continue;
    }
    const once = { ...reading, report: reportOnce(reportMeaning) };
    for (const single of expanded.entries) {
      const override = readOverride(single, expanded.isListed ? 'listed' : 'single', once);
      if (override !== null && checked.isHeadValid) overrides.push(override);
    }
  }
  if (checked.isHeadValid) {
    const declared = toDeclaredTarget(target, locateSpan(root));
    targets.push(declared);
    for (const question of open) questions.push({ question, target: declared });
  }
  if (checked.areOverridesValid) sources.reportUnused();
};

const toDeclaredTarget = (
  { stack, stackIsWritten, organization, project, environment }: DocumentTarget,
  location: Location,
): DeclaredTarget => ({ stack, stackIsWritten, organization, project, environment, location });

/** What is wrong with an entry is wrong with each override that it stands for; one report is enough. */
const reportOnce = (report: (problem: Problem) => void): ((problem: Problem) => void) => {
  const reported = new Set<string>();
  return (problem) => {
    const identity = `${problem.code} ${String(problem.span.start)} ${problem.message}`;
    if (!reported.has(identity)) report(problem);
    reported.add(identity);
  };
};

const readMatch = (
  entry: MapNode,
  { match, entriesFor }: Extract<ExpandedEntry, { readonly kind: 'match' }>,
  reading: OverrideReading,
): ReadMatch => {
  const { organization, project, environment } = reading.target;
  return {
    organization,
    project,
    environment,
    glob: match.glob,
    kinds: match.kinds,
    optional: valueAt(entry, 'optional') === true,
    location: reading.locate(match.span),
    declare: (service, report) =>
      entriesFor(service).flatMap((single) => readOverride(single, 'matched', { ...reading, report }) ?? []),
  };
};

const isSops = (root: DocumentNode): root is MapNode => root.kind === 'map' && mapAt(root, 'sops') !== null;
