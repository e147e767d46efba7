import { descriptionRoom, MARKER_START } from '../../model/description.js';
import type { SecretLink } from '../../model/remote-secret.js';
import type { ListingIndex } from '../listing-index.js';
import { findParent } from '../parent.js';
import { isNameable } from './nameable.js';

/** What a manifest calls the secret that a link points at, and what that finds; null where nothing that it can write finds just that one. */
export const nameSecret = (
  key: string,
  link: SecretLink,
  index: ListingIndex,
): { readonly secret: string; readonly parent: SecretLink } | null => {
  for (const secret of isNameable(key) ? [key, link.id] : [link.id]) {
    const search = findParent(secret, index, () => null);
    const isMeant = search.kind === 'found' && search.key === key;
    if (isMeant && search.parent.id.toLowerCase() === link.id.toLowerCase()) {
      return { secret, parent: search.parent };
    }
  }
  return null;
};

/**
 * A description as a manifest can hold it, and short enough to have the marker of its stack beside it. Half a surrogate pair, which
 * the API may give out, is no text; a cut must not make one.
 */
export const fitDescription = (text: string, stack: string): string =>
  text
    .replaceAll(/\p{Cs}/gu, '\ufffd')
    .replaceAll(MARKER_START, MARKER_START.replace('[', '('))
    .slice(0, descriptionRoom(stack))
    .replace(/\p{Cs}$/u, '');
