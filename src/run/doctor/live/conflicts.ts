import type { RawAnswer } from '../../../qovery/client/api-request.js';
import { isRecord } from '../../../text/json.js';
import { findOverride, overrideBody } from './create.js';
import { readEntry, type Entry } from './entries.js';
import type { Prober } from './prober.js';

/** Creates the same override a second time, and notes what becomes of the first. */
export const probeSecondCreate = async (prober: Prober, before: Entry): Promise<void> => {
  const { observations, parent, routes } = prober;
  const description = `${prober.mark()} ..`;
  const answer = await prober.send({
    method: 'POST',
    path: routes.override(parent.id),
    body: overrideBody(prober, description),
  });
  noteConflictBody(prober, answer);
  if (answer.status === 409) observations.see('duplicateCreate', 'conflict');
  else if (answer.status === 400) observations.see('duplicateCreate', 'bad-request');
  else if (answer.status >= 300) observations.see('duplicateCreate', `status-${String(answer.status)}`);
  else {
    const after = await findOverride(prober);
    const isSame = after.description === before.description;
    observations.see('duplicateCreate', isSame ? 'returns-existing' : 'overwrites');
  }
};

const noteConflictBody = ({ observations }: Prober, { status, json }: RawAnswer): void => {
  if (status !== 409) return;
  const isNamed = isRecord(json) && isRecord(json['existing_variable']);
  observations.see('conflictBody', isNamed ? 'existing-variable' : 'message');
};

/** Deletes the override, and deletes it again. */
export const probeDelete = async (prober: Prober, { id }: Pick<Entry, 'id'>): Promise<void> => {
  const request = { method: 'DELETE', path: prober.routes.secret(id) } as const;
  await prober.send(request);
  await prober.settle();
  const { status } = await prober.send(request);
  prober.observations.see(
    'missingResource',
    status === 404 ? 'not-found' : status === 403 ? 'forbidden' : `status-${String(status)}`,
  );
  await prober.settle();
};

/** Makes a secret of the service's own with the key, which exists above; then a plain variable, and an override beside it. */
export const probeTakenKeys = async (prober: Prober): Promise<void> => {
  const { observations } = prober;
  const ofSecret = await createNamed(prober, true);
  observations.see(
    'takenKeys',
    ofSecret.entry !== null
      ? 'same-scope'
      : ofSecret.status === 409
        ? 'also-above'
        : `status-${String(ofSecret.status)}`,
  );
  await removeNamed(prober, ofSecret.entry);
  const ofVariable = await createNamed(prober, false);
  if (ofVariable.entry === null) {
    observations.miss('plainVariables', 'a plain variable with the key of a secret above could not be made');
    return;
  }
  const beside = await prober.send({
    method: 'POST',
    path: prober.routes.override(prober.parent.id),
    body: overrideBody(prober, prober.mark()),
  });
  noteConflictBody(prober, beside);
  const override = beside.status < 300 ? readEntry(beside.json) : null;
  // An answer with the same id shows what was there before, or what it became.
  const isBeside = override !== null && override.id !== ofVariable.entry.id;
  observations.see('plainVariables', isBeside ? 'have-own-keys' : 'share-keys');
  if (isBeside) {
    await prober.settle();
    await prober.send({ method: 'DELETE', path: prober.routes.secret(override.id) });
  }
  await removeNamed(prober, ofVariable.entry);
};

/** Makes a secret, or a plain variable, with the key of the parent. */
const createNamed = async (
  prober: Prober,
  isSecret: boolean,
): Promise<{ readonly status: number; readonly entry: Entry | null }> => {
  const { scope, parent, value } = prober;
  const answer = await prober.send({
    method: 'POST',
    path: '/variable',
    body: {
      key: parent.key,
      value: value.reveal(),
      is_secret: isSecret,
      variable_scope: scope.type,
      variable_parent_id: scope.id,
      description: prober.mark(),
    },
  });
  noteConflictBody(prober, answer);
  return { status: answer.status, entry: answer.status < 300 ? readEntry(answer.json) : null };
};

const removeNamed = async (prober: Prober, entry: Entry | null): Promise<void> => {
  if (entry === null) return;
  await prober.settle();
  await prober.send({ method: 'DELETE', path: `/variable/${entry.id}` });
  await prober.settle();
};
