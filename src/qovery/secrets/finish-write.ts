import type { RemoteSecret } from '../../model/remote-secret.js';
import type { WriteResult } from '../../model/write.js';
import type { Answer } from '../client/api-request.js';
import type { Client } from '../client/client.js';
import { readSecret } from './secret-shape.js';
import { sentTime, updateRequest, type WriteTarget } from './write-target.js';

type Success = Extract<Answer, { readonly kind: 'success' }>;

/** An own time further than this from its marker's, in milliseconds, would soon read as an edit by somebody else. */
export const MOST_DRIFT = 10_000;

/**
 * Finishes a write that the API confirmed: learns its clock from the answer and, where the marker turns out to be timed wrongly,
 * writes once more. Should that fail, the value is in place all the same, and the next run corrects the marker.
 */
export const finishAnswered = async (
  client: Client,
  target: WriteTarget,
  answer: Success,
): Promise<WriteResult> => {
  const secret = learnFrom(client, answer);
  const { markerTime } = answer;
  if (isDrifted(secret, markerTime)) {
    const again = await writeAgain(client, target, secret.id);
    if (again.kind === 'success') {
      learnFrom(client, again);
      return { kind: 'applied', overrideId: secret.id, markerTime: again.markerTime };
    }
  }
  return { kind: 'applied', overrideId: secret.id, markerTime };
};

/** Finishes a write that a list showed to have taken place; its clock is learnt only when it must be written once more. */
export const finishSeen = async (
  client: Client,
  target: WriteTarget,
  secret: RemoteSecret,
): Promise<WriteResult> => {
  const markerTime = sentTime(target, secret);
  if (markerTime !== null && isDrifted(secret, markerTime)) {
    const again = await writeAgain(client, target, secret.id);
    if (again.kind === 'success') return finishAnswered(client, target, again);
  }
  return { kind: 'applied', overrideId: secret.id, markerTime };
};

const learnFrom = (client: Client, { json, startedAt, endedAt }: Success): RemoteSecret => {
  const secret = readSecret(json);
  if (secret === null) throw new TypeError('an answer was accepted that is not a secret');
  if (secret.ownTime > 0) client.serverTime.observeWrite(secret.ownTime, startedAt, endedAt);
  return secret;
};

const isDrifted = ({ ownTime }: RemoteSecret, markerTime: number): boolean =>
  ownTime > 0 && Math.abs(ownTime - markerTime * 1000) > MOST_DRIFT;

const writeAgain = (client: Client, target: WriteTarget, overrideId: string): Promise<Answer> =>
  client.request(updateRequest(target, overrideId, false));
