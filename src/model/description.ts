/** Most UTF-16 units that Qovery takes in a description. Source: the API description, `Value.description`. */
export const DESCRIPTION_LIMIT = 255;

/** What every marker starts with, and so what a user's text must not contain. */
export const MARKER_START = '[qoverride:';

/** `1:` stack `:` 6 of time `:` 4 of key id `:` 20 of signatures `]`. */
const MARKER_OVERHEAD =
  MARKER_START.length + '1:'.length + ':'.length + 6 + ':'.length + 4 + ':'.length + 20 + ']'.length;

/** How many UTF-16 units a description may have in a manifest, beside the marker of its stack and the space before it. */
export const descriptionRoom = (stack: string): number =>
  DESCRIPTION_LIMIT - MARKER_OVERHEAD - stack.length - ' '.length;
