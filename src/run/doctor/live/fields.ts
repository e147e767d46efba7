import { DESCRIPTION_LIMIT } from '../../../model/marker.js';
import { SecretValue } from '../../../model/secret-value.js';
import { fillProbeMark, formatProbeKey } from '../../../plan/signing/probe-mark.js';
import { isRecord } from '../../../text/json.js';
import { withKeyAlone, withLongDescription, withNullValue, withoutValue } from './broken-requests.js';
import { findOverride } from './create.js';
import { writeOverride } from './edits.js';
import { readEntry, type Entry } from './entries.js';
import type { Prober } from './prober.js';

/** Writes descriptions of the longest length and one more, and values that are null, left out and empty. */
export const probeFields = async (prober: Prober, override: Entry): Promise<void> => {
  await probeDescriptions(prober, override);
  await probeValues(prober, override);
  await probePlainVariable(prober);
};

const probeDescriptions = async (prober: Prober, override: Entry): Promise<void> => {
  const { observations, routes, value } = prober;
  const longest = fillProbeMark(prober.mark());
  const written = await writeOverride(prober, override, { value, description: longest });
  const stored = written === null ? null : await findOverride(prober);
  if (stored?.description?.length !== DESCRIPTION_LIMIT) {
    observations.see('longDescription', 'limit-below-255');
    return;
  }
  const tooLong = { key: override.key, value: value.reveal(), mark: prober.mark() };
  const { status } = await prober.send(withLongDescription(routes.secret(override.id), tooLong));
  if (status >= 300) {
    observations.see('longDescription', 'refused');
    return;
  }
  const length = (await findOverride(prober)).description?.length ?? 0;
  observations.see('longDescription', length > DESCRIPTION_LIMIT ? 'accepted' : 'cut');
};

/** The value cannot be read back, so of an edit without one only the status shows. */
const probeValues = async (prober: Prober, override: Entry): Promise<void> => {
  const { observations, routes } = prober;
  const path = routes.secret(override.id);
  const ofNull = await prober.send(withNullValue(path, override.key, prober.mark()));
  if (path.startsWith('/variable/')) {
    observations.miss('nullSecretValue', 'there are only routes under /variable here');
  } else {
    observations.see('nullSecretValue', ofNull.status < 300 ? 'accepted' : 'refused');
  }
  await prober.send(withoutValue(path, override.key, prober.mark()));
  const empty = await writeOverride(prober, override, { value: EMPTY, description: prober.mark() });
  observations.see('emptyValue', empty === null ? 'refused' : 'accepted');
};

const EMPTY = new SecretValue('');

/** The value of the plain variable. It is no secret. */
const PLAIN = 'probe';

/** Makes a plain variable with a key of its own, whose value can be read back, and removes it. */
const probePlainVariable = async (prober: Prober): Promise<void> => {
  const { observations, scope } = prober;
  const key = formatProbeKey(prober.markNow(), scope.id);
  const made = await prober.send({
    method: 'POST',
    path: '/variable',
    body: {
      key,
      value: PLAIN,
      is_secret: false,
      variable_scope: scope.type,
      variable_parent_id: scope.id,
      description: prober.mark(key),
    },
  });
  const variable = made.status < 300 ? readEntry(made.json) : null;
  if (variable === null) {
    for (const name of ['nullValue', 'omittedOnEdit'] as const) {
      observations.miss(name, `a plain variable could not be made (status ${String(made.status)})`);
    }
    return;
  }
  await prober.settle();
  const path = `/variable/${variable.id}`;
  const ofNull = await prober.send(withNullValue(path, key, prober.mark(key)));
  observations.see('nullValue', nameValue(ofNull));
  const again = { key, value: PLAIN, description: prober.mark(key) };
  await prober.send({ method: 'PUT', path, body: again });
  await prober.settle();
  const ofOmitted = await prober.send(withKeyAlone(path, key));
  observations.see('omittedOnEdit', nameValue(ofOmitted));
  await prober.send({ method: 'DELETE', path });
};

const nameValue = ({ status, json }: { readonly status: number; readonly json: unknown }): string => {
  if (status >= 300) return 'refused';
  return isRecord(json) && json['value'] === PLAIN ? 'kept' : 'cleared';
};
