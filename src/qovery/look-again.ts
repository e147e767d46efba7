import type { RemoteSecret } from '../model/remote-secret.js';
import type { Answer } from './api-request.js';
import type { Client } from './client.js';
import { requestList } from './read.js';
import type { WriteTarget } from './write-target.js';

/** What a fresh list of a scope shows of one write. */
export type Sight =
  | {
      readonly kind: 'seen';
      /** The scope's own entry with that key, whatever it is; null where there is none. */
      readonly own: RemoteSecret | null;
      /** Whether the secret that is to be overridden is still there. */
      readonly hasParent: boolean;
    }
  /** The scope itself is gone. */
  | { readonly kind: 'gone' }
  /** It cannot be seen. */
  | { readonly kind: 'unseen'; readonly answer: Exclude<Answer, { readonly kind: 'success' }> };

/**
 * Lists the scope of a write once more, to learn what became of a request whose answer does not say: only that keeps a
 * lost answer from being taken for a lost request.
 */
export const lookAgain = async (client: Client, target: WriteTarget): Promise<Sight> => {
  const { change } = target.operation;
  const answer = await requestList(client, target.scope, null);
  if (answer.kind !== 'listed') {
    return answer.kind === 'refused' && answer.status === 404 ? { kind: 'gone' } : { kind: 'unseen', answer };
  }
  const isOwn = (secret: RemoteSecret): boolean =>
    secret.scope === target.scope.type &&
    (change.overrideId === null ? secret.key === change.secretKey : secret.id === change.overrideId);
  return {
    kind: 'seen',
    own: answer.secrets.find(isOwn) ?? null,
    hasParent: answer.secrets.some(({ id }) => id === change.parentId),
  };
};
