import type { Location } from '../model/location.js';
import { printable } from './escape.js';

/** Spells a place as editors and terminals link it: `file:line:column`. */
export const formatLocation = (location: Location): string =>
  `${printable(location.file)}:${String(location.line)}:${String(location.column)}`;
