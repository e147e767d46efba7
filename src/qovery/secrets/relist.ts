import type { RemoteSecret } from '../../model/remote-secret.js';
import type { Unsuccessful } from '../client/api-request.js';
import type { Client } from '../client/client.js';
import { requestList } from './list-request.js';
import type { WriteTarget } from './write-target.js';

/** What listing a scope again says about one write. */
export type Relisting =
  | {
      readonly kind: 'listed';
      /** The scope's own entry with that key, whatever it is; null where there is none. */
      readonly own: RemoteSecret | null;
      /** Whether the secret to override still exists. */
      readonly hasParent: boolean;
    }
  /** The scope no longer exists. */
  | { readonly kind: 'gone' }
  /** It could not be listed. */
  | { readonly kind: 'unlisted'; readonly answer: Unsuccessful };

/** Lists the scope of a write again to see whether a request was carried out whose answer does not say: a lost answer is not a lost request. */
export const relist = async (client: Client, target: WriteTarget): Promise<Relisting> => {
  const { change } = target.operation;
  const answer = await requestList(client, target.scope, { signal: null });
  if (answer.kind !== 'success') {
    return answer.kind === 'refused' && answer.status === 404
      ? { kind: 'gone' }
      : { kind: 'unlisted', answer };
  }
  const isOwn = (secret: RemoteSecret): boolean =>
    secret.scope === target.scope.type &&
    (change.overrideId === null ? secret.key === change.secretKey : secret.id === change.overrideId);
  return {
    kind: 'listed',
    own: answer.value.find(isOwn) ?? null,
    hasParent: answer.value.some(({ id }) => id === change.parentId),
  };
};
