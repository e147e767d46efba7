import type { SecretValue } from '../../../model/secret-value.js';
import { findOverride } from './create.js';
import { readEntry, type Entry } from './entries.js';
import type { Prober } from './prober.js';

/** Pause before an edit, in milliseconds: long enough for a clock of whole seconds to go on. */
const PAUSE = 1100;

/** What an edit writes. */
interface Edit {
  readonly value: SecretValue;
  readonly description: string;
}

/** Writes an override as a whole, as an apply does, and returns the answer's entry; null where it has none. */
export const writeOverride = async (
  prober: Prober,
  { id, key }: Pick<Entry, 'id' | 'key'>,
  { value, description }: Edit,
): Promise<Entry | null> => {
  const body = { key, value: value.reveal(), description, enable_interpolation_in_file: null };
  const { status, json } = await prober.send({ method: 'PUT', path: prober.routes.secret(id), body });
  return status < 300 ? readEntry(json) : null;
};

/** What one edit did to `updated_at`. */
interface Moved {
  readonly hasMoved: boolean;
  /** Whether the answer still showed the time from before. */
  readonly isAnswerOld: boolean;
  readonly after: Entry;
}

/** Edits nothing, the value, and the description, one after the other, and notes what moves `updated_at`. */
export const probeEdits = async (prober: Prober, created: Entry): Promise<Entry> => {
  const { observations, value, otherValue } = prober;
  const description = created.description ?? '';
  const ofNothing = await edit(prober, created, { value, description });
  const ofValue = await edit(prober, ofNothing.after, { value: otherValue, description });
  const ofDescription = await edit(prober, ofValue.after, {
    value: otherValue,
    description: `${prober.mark()} .`,
  });
  await prober.pause(PAUSE);
  const later = await findOverride(prober);
  const byItself = later.updatedAt !== ofDescription.after.updatedAt;
  observations.see('updatedAtMoves', nameMoves([ofNothing, ofValue, ofDescription], byItself));

  const moving = [ofNothing, ofValue, ofDescription].filter(({ hasMoved }) => hasMoved);
  if (moving.length > 0) {
    observations.see('editAnswers', moving.some(({ isAnswerOld }) => isAnswerOld) ? 'old-time' : 'new-time');
  } else {
    observations.miss('editAnswers', '`updated_at` does not move');
  }
  return later;
};

const edit = async (prober: Prober, before: Entry, wanted: Edit): Promise<Moved> => {
  await prober.pause(PAUSE);
  const answered = await writeOverride(prober, before, wanted);
  const after = await findOverride(prober);
  const hasMoved = after.updatedAt !== before.updatedAt;
  return { after, hasMoved, isAnswerOld: hasMoved && answered?.updatedAt === before.updatedAt };
};

const nameMoves = (moves: readonly Moved[], byItself: boolean): string => {
  if (byItself) return 'by-itself';
  const [ofNothing, ofValue, ofDescription] = moves.map(({ hasMoved }) => hasMoved);
  if (ofValue === true && ofDescription === true) {
    return ofNothing === true ? 'on-every-edit' : 'on-real-changes';
  }
  return ofValue === true || ofDescription === true || ofNothing === true ? 'on-some-edits' : 'never';
};
