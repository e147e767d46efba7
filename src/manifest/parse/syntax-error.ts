import type { ErrorCode, YAMLParseError } from 'yaml';
import { makeError, type Problem } from '../problem.js';

/** What is wrong, and what to do about it where that can be told. */
type Advice = readonly [message: string, hint?: string];

const UNFIT = [
  'what stands here does not fit the YAML around it',
  'check the quotes, brackets and indentation',
] as const;

/** Own sentences, because those of the library quote the file. */
const EXPLANATIONS: Readonly<Partial<Record<ErrorCode, Advice>>> = {
  ALIAS_PROPS: ['an alias cannot have an anchor or a tag of its own'],
  BAD_ALIAS: ['an anchor or alias has no valid name', 'put text that starts with & or * in quotes'],
  BAD_DIRECTIVE: [
    'a line that starts with % is not a valid directive',
    'put text that starts with % in quotes',
  ],
  BAD_DQ_ESCAPE: [
    'a backslash in double quotes starts no valid escape',
    'write the backslash twice, or use single quotes',
  ],
  BAD_INDENT: ['the indentation does not fit the lines above', 'line it up with its neighbours, with spaces'],
  BAD_SCALAR_START: ['plain text cannot start with this character', 'put the text in quotes'],
  BLOCK_AS_IMPLICIT_KEY: [
    'a second key stands on the line of another',
    'start a new line, or put text that contains ": " in quotes',
  ],
  BLOCK_IN_FLOW: ['an indented list or map stands between brackets', 'write it in brackets too'],
  KEY_OVER_1024_CHARS: ['a key is longer than 1024 characters'],
  MISSING_CHAR: [
    'a character is missing: a closing quote, a bracket, a comma, or the space after a colon',
    'look for what was opened last and is not closed',
  ],
  MULTILINE_IMPLICIT_KEY: ['a key runs over several lines', 'look for a missing colon or closing quote'],
  MULTIPLE_ANCHORS: ['two anchors stand at one place'],
  MULTIPLE_TAGS: ['two tags stand at one place'],
  TAB_AS_INDENT: ['a tab is used for indentation', 'YAML is indented with spaces'],
  TAG_RESOLVE_FAILED: ['the text does not fit its tag'],
};

/** Says in our words what the YAML library found, at its place; nothing of the file is quoted. */
export const explainSyntaxError = (error: YAMLParseError, text: string): Problem => {
  const [message, hint] = EXPLANATIONS[error.code] ?? UNFIT;
  const start = Math.min(Math.max(error.pos[0], 0), text.length);
  return makeError('invalid-yaml', { start, end: start + 1 }, message, hint);
};
