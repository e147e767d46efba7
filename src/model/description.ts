/** Maximum length of a description on Qovery, in UTF-16 units. Source: `Value.description` in the API description. */
export const DESCRIPTION_LIMIT = 255;

/** The start of every marker. A user's text must not contain it. */
export const MARKER_START = '[qoverride:';

/** `1:` stack `:` 6 of time `:` 4 of key id `:` 20 of signatures `]`. */
const MARKER_OVERHEAD =
  MARKER_START.length + '1:'.length + ':'.length + 6 + ':'.length + 4 + ':'.length + 20 + ']'.length;

/** Maximum length of a description in a manifest, in UTF-16 units. The rest is for the marker of its stack and the space before it. */
export const descriptionRoom = (stack: string): number =>
  DESCRIPTION_LIMIT - MARKER_OVERHEAD - stack.length - ' '.length;
