import type { LoadedManifests, NameQuestion } from '../../manifest/load.js';
import { createDiagnostic, type Diagnostic } from '../../model/diagnostic.js';
import type { Client } from '../../qovery/client/client.js';
import { findId } from '../../qovery/names/same-name.js';
import { failOnErrors } from '../manifests.js';

/**
 * Compares flags with the names in manifests where one of both is a UUID. Throws a `Failure` (`invalid-manifests`) with everything
 * that does not agree.
 */
export const checkNames = async (
  client: Client,
  { questions }: Pick<LoadedManifests, 'questions'>,
): Promise<void> => {
  const conflicts = await Promise.all(questions.map((question) => findConflict(client, question)));
  failOnErrors(conflicts.flatMap((conflict) => conflict ?? []));
};

const findConflict = async (
  client: Client,
  { property, flag, written, target, location }: NameQuestion,
): Promise<Diagnostic | null> => {
  const [given, meant] = await Promise.all([
    findId(client, { property, text: flag, target }),
    findId(client, { property, text: written, target }),
  ]);
  if (given.kind === 'found' && meant.kind === 'found' && given.entry === meant.entry) return null;
  const named = [given, meant].find(({ kind }) => kind === 'missing');
  const reason = named?.kind === 'missing' ? `: ${named.message}` : '';
  return createDiagnostic({
    severity: 'error',
    code: 'target-conflict',
    message: `--${property} ${flag} contradicts ${property} ${written} in the manifest${reason}`,
    hint: 'remove the flag, or remove the name from the manifest to use it for several targets',
    location,
  });
};
