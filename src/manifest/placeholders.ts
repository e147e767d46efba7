import { suggestProperty } from './known-names.js';
import type { Span } from './nodes.js';
import { makeError, type Problem } from './problem.js';
import { TARGET_PROPERTIES, type TargetNames, type TargetProperty } from './target.js';

const PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9_-]*)\}/g;

/** Replaces `{organization}`, `{project}` and `{environment}`; unknown words and names that nobody gave are reported. */
export const fillPlaceholders = (
  text: string,
  target: TargetNames,
  span: Span,
  report: (problem: Problem) => void,
): string =>
  text.replaceAll(PLACEHOLDER, (written: string, word: string) => {
    const property = TARGET_PROPERTIES.find((name) => name === word);
    if (property === undefined) {
      report(explainUnknown(word, span));
      return written;
    }
    const name = target[property];
    if (name === null) report(explainUnset(property, span));
    return name ?? written;
  });

const explainUnknown = (word: string, span: Span): Problem => {
  const meant = suggestProperty(word, TARGET_PROPERTIES);
  const known = TARGET_PROPERTIES.map((name) => `{${name}}`).join(', ');
  return makeError(
    'unknown-placeholder',
    span,
    `a placeholder is not one of ${known}`,
    meant === null ? undefined : `did you mean {${meant}}?`,
  );
};

const explainUnset = (property: TargetProperty, span: Span): Problem =>
  makeError(
    'placeholder-unset',
    span,
    `{${property}} is used, but nothing says which ${property} is meant`,
    `write ${property} into the manifest, or give --${property}`,
  );
