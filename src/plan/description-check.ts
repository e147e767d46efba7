import type { DeclaredOverride } from '../model/declared-override.js';
import { descriptionRoom, MARKER_START } from '../model/description.js';
import type { Diagnostic, Severity } from '../model/diagnostic.js';
import { createDiagnostic } from './finding.js';

/** Reports a description that cannot be written: one that does not fit beside the marker, or that looks like one. */
export const checkDescription = (
  text: string,
  declared: DeclaredOverride,
  at: { readonly address: string; readonly severity: Severity },
): Diagnostic | null => {
  const isManaged = declared.description !== null;
  const whose = isManaged
    ? 'the description'
    : 'the description that is there, which the manifest leaves alone,';
  const location = declared.places.description ?? declared.location;
  const room = descriptionRoom(declared.stack);
  if (text.includes(MARKER_START)) {
    return createDiagnostic({
      ...at,
      code: 'description-contains-marker',
      message: `${whose} contains "${MARKER_START}", which only our own marker may`,
      hint: isManaged ? 'take it out' : 'give a description in the manifest',
      location,
    });
  }
  if (text.length <= room) return null;
  return createDiagnostic({
    ...at,
    code: 'description-too-long',
    message: `${whose} has ${String(text.length)} characters; beside the marker there is room for ${String(room)}`,
    hint: isManaged ? 'shorten it' : 'give a shorter description in the manifest',
    location,
  });
};
