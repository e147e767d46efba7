import type { ErrorCode, YAMLParseError } from 'yaml';
import { makeError, type Problem } from '../problem.js';

/** What is wrong, and what to do about it if that is known. */
type Advice = readonly [message: string, hint?: string];

const UNFIT = ['this does not fit the YAML around it', 'check the quotes, brackets and indentation'] as const;

/** Our own sentences, because those of the library quote the file. */
const EXPLANATIONS: Readonly<Partial<Record<ErrorCode, Advice>>> = {
  ALIAS_PROPS: ['an alias cannot have an anchor or a tag of its own'],
  BAD_ALIAS: ['an anchor or alias has an invalid name', 'put text that starts with & or * in quotes'],
  BAD_DIRECTIVE: [
    'a line that starts with % is not a valid directive',
    'put text that starts with % in quotes',
  ],
  BAD_DQ_ESCAPE: [
    'a backslash in double quotes starts an invalid escape',
    'write the backslash twice, or use single quotes',
  ],
  BAD_INDENT: [
    'the indentation does not match the lines above',
    'align it with the lines around it, using spaces',
  ],
  BAD_SCALAR_START: ['plain text cannot start with this character', 'put the text in quotes'],
  BLOCK_AS_IMPLICIT_KEY: [
    'two keys are on one line',
    'start a new line, or put text that contains ": " in quotes',
  ],
  BLOCK_IN_FLOW: ['brackets contain an indented list or map', 'write it in brackets too'],
  KEY_OVER_1024_CHARS: ['a key is longer than 1024 characters'],
  MISSING_CHAR: [
    'a character is missing: a closing quote, a bracket, a comma, or the space after a colon',
    'find what was opened last and never closed',
  ],
  MULTILINE_IMPLICIT_KEY: ['a key runs over several lines', 'look for a missing colon or closing quote'],
  MULTIPLE_ANCHORS: ['a value has two anchors'],
  MULTIPLE_TAGS: ['a value has two tags'],
  TAB_AS_INDENT: ['the indentation contains a tab', 'indent YAML with spaces'],
  TAG_RESOLVE_FAILED: ['the text does not match its tag'],
};

/** Explains what the YAML library found in our own words, which quote nothing of the file. */
export const explainSyntaxError = (error: YAMLParseError, text: string): Problem => {
  const [message, hint] = EXPLANATIONS[error.code] ?? UNFIT;
  const start = Math.min(Math.max(error.pos[0], 0), text.length);
  return makeError('invalid-yaml', { start, end: start + 1 }, message, hint);
};
