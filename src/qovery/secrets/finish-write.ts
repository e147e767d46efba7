import type { RemoteSecret } from '../../model/remote-secret.js';
import type { WriteResult } from '../../model/write.js';
import type { Answer, Success } from '../client/api-request.js';
import type { Client } from '../client/client.js';
import { sentTime, updateRequest, type WriteTarget } from './write-target.js';

/** An own time further than this from the marker's, in milliseconds, would soon look like an edit by somebody else. */
export const MOST_DRIFT = 10_000;

/**
 * Finishes a write that the API confirmed: learns the API's clock from the answer and, if the marker's time turns out to be wrong,
 * writes once more. If that fails, the value is still in place, and the next run corrects the marker.
 */
export const finishAnswered = async (
  client: Client,
  target: WriteTarget,
  answer: Success<RemoteSecret>,
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

/** Finishes a write that a list shows as done. Learns the API's clock only if it has to write once more. */
export const finishListed = async (
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

const learnFrom = (client: Client, answer: Success<RemoteSecret>): RemoteSecret => {
  const { value: secret, startedAt, endedAt } = answer;
  if (secret.ownTime > 0) client.serverTime.observeWrite(secret.ownTime, startedAt, endedAt);
  return secret;
};

const isDrifted = ({ ownTime }: RemoteSecret, markerTime: number): boolean =>
  ownTime > 0 && Math.abs(ownTime - markerTime * 1000) > MOST_DRIFT;

const writeAgain = (client: Client, target: WriteTarget, overrideId: string): Promise<Answer<RemoteSecret>> =>
  client.request(updateRequest(target, overrideId, false));
