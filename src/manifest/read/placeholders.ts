import { quoteName, suggestProperty } from '../check/names.js';
import type { Span } from '../parse/nodes.js';
import { makeError, type Problem } from '../problem.js';
import { TARGET_PROPERTIES, type TargetNames, type TargetProperty } from './target.js';

/** What the placeholders of one override stand for, besides those of its document. */
export interface EntryNames {
  /** As the manifest names it, or as Qovery does where a glob found it; null at environment and project scope. */
  readonly service: string | null;
  /** As the manifest names it. */
  readonly secret: string;
  /** Such as `application`; at environment and project scope, that word. */
  readonly kind: string;
}

/** What placeholders are replaced with. */
export interface PlaceholderReading {
  readonly target: TargetNames;
  /** Null in a source that overrides share. */
  readonly entry: EntryNames | null;
  /** What the variables of a document were filled from so far, by place and name. */
  readonly variables: Map<string, string>;
  readonly report: (problem: Problem) => void;
}

/** How the name of a service, a secret or a kind is spelled where it is put in; null where it cannot be. */
export type Spelling = (name: string) => string | null;

/** Every part of the path must stay one part. */
export const asPathPart: Spelling = (name) => (/^\.{1,2}$|[/\\]/.test(name) ? null : name);

/** `app-0` becomes `APP_0`. */
const asVariable: Spelling = (name) => name.toUpperCase().replaceAll(/[^A-Z0-9_]/g, '_');

const ENTRY_PROPERTIES = ['service', 'secret', 'kind'] as const;

const PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9_-]*)\}/g;

/** Replaces all placeholders; those that are unknown or stand for nothing are reported. */
export const fillPlaceholders = (
  text: string,
  span: Span,
  reading: PlaceholderReading,
  spell: Spelling,
): string =>
  text.replaceAll(PLACEHOLDER, (written: string, word: string) => {
    const ofEntry = ENTRY_PROPERTIES.find((name) => name === word);
    if (ofEntry !== undefined) return fillFromEntry(written, ofEntry, { span, reading, spell });
    const property = TARGET_PROPERTIES.find((name) => name === word);
    if (property === undefined) {
      reading.report(explainUnknown(word, span, reading.entry !== null));
      return written;
    }
    const name = reading.target[property];
    if (name === null) reading.report(explainUnset(property, span));
    return name ?? written;
  });

/** Replaces all placeholders in the name of a variable. Two names that become one variable are reported: one would get the value of the other. */
export const fillVariable = (text: string, span: Span, reading: PlaceholderReading): string => {
  const name = fillPlaceholders(text, span, reading, asVariable);
  const unspelled = fillText(text, reading);
  const place = `${String(span.start)} ${name}`;
  const other = reading.variables.get(place) ?? unspelled;
  reading.variables.set(place, other);
  if (other !== unspelled) reading.report(explainCollision(name, [other, unspelled], span));
  return name;
};

/** Replaces the placeholders that stand for something and leaves all other text, such as `{{KEY}}`, as it is. */
export const fillText = (text: string, { target, entry }: PlaceholderReading): string =>
  text.replaceAll(/(?<!\{)\{([a-z]+)\}(?!\})/g, (written: string, word: string) => {
    const names: Readonly<Record<string, string | null>> = { ...pickTarget(target), ...entry };
    return (Object.hasOwn(names, word) ? names[word] : null) ?? written;
  });

const pickTarget = ({ organization, project, environment }: TargetNames): TargetNames => ({
  organization,
  project,
  environment,
});

interface Filling {
  readonly span: Span;
  readonly reading: PlaceholderReading;
  readonly spell: Spelling;
}

const fillFromEntry = (
  written: string,
  property: keyof EntryNames,
  { span, reading: { entry, report }, spell }: Filling,
): string => {
  const name = entry?.[property] ?? null;
  if (name === null) {
    report(entry === null ? explainShared(property, span) : explainNoService(span));
    return written;
  }
  const spelled = spell(name);
  if (spelled === null) report(explainUnsafe(property, name, span));
  return spelled ?? written;
};

const explainUnknown = (word: string, span: Span, isOfEntry: boolean): Problem => {
  const known = [...TARGET_PROPERTIES, ...(isOfEntry ? ENTRY_PROPERTIES : [])];
  const meant = suggestProperty(word, known);
  return makeError(
    'unknown-placeholder',
    span,
    `a placeholder is not one of ${known.map((name) => `{${name}}`).join(', ')}`,
    meant === null ? undefined : `did you mean {${meant}}?`,
  );
};

const explainUnset = (property: TargetProperty, span: Span): Problem =>
  makeError(
    'placeholder-unset',
    span,
    `{${property}} has no value: no ${property} is given`,
    `add ${property} to the manifest, or give --${property}`,
  );

const explainShared = (property: keyof EntryNames, span: Span): Problem =>
  makeError(
    'placeholder-unset',
    span,
    `{${property}} has no value in a source that several overrides share`,
    'put the source into the valueFrom of the override, or into that of the defaults',
  );

const explainCollision = (name: string, from: readonly string[], span: Span): Problem =>
  makeError(
    'placeholder-collision',
    span,
    `${from.map(quoteName).join(' and ')} both become the variable ${name}`,
    'write the variable of one of them out, in an entry of its own',
  );

const explainNoService = (span: Span): Problem =>
  makeError(
    'placeholder-unset',
    span,
    '{service} has no value: the override is not for one service',
    'use {secret} or {kind}, or name services',
  );

const explainUnsafe = (property: keyof EntryNames, name: string, span: Span): Problem =>
  makeError(
    'unsafe-name',
    span,
    `{${property}} stands for ${quoteName(name)}, which cannot be one part of a path`,
    'write the path of this override out',
  );
