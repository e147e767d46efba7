import { formatProbeKey } from '../../../plan/signing/probe-mark.js';
import { secretRoutes } from '../../../qovery/secrets/routes.js';
import { overrideBody } from './create.js';
import { readEntry, type Entry } from './entries.js';
import type { Prober } from './prober.js';

/** Pause before an edit, in milliseconds: long enough for a clock of whole seconds to go on. */
const PAUSE = 1100;

/** Tries what needs something above the service: an edit of an overridden secret, and an override below an override. */
export const probeEnvironment = async (prober: Prober, environmentId: string): Promise<void> => {
  await probeParentEdit(prober, environmentId);
  await probeOverrideBelow(prober, environmentId);
};

/** Makes a secret at the environment and its override at the service, edits the secret, and removes both. */
const probeParentEdit = async (prober: Prober, environmentId: string): Promise<void> => {
  const { observations, otherValue, routes, value, witness } = prober;
  const key = formatProbeKey(prober.markNow(), environmentId);
  const above = secretRoutes({ type: 'ENVIRONMENT', id: environmentId }, witness.client.routes.isOldGone());
  const description = prober.mark(key, environmentId);
  const body = { key, value: value.reveal(), description };
  const parent = above.list.startsWith('/variable')
    ? await create(prober, '/variable', {
        ...body,
        is_secret: true,
        variable_scope: 'ENVIRONMENT',
        variable_parent_id: environmentId,
      })
    : await create(prober, above.list, body);
  if (parent === null) return;
  await prober.settle();
  const override = await create(prober, routes.override(parent.id), overrideBody(prober, prober.mark(key)));
  if (override !== null) {
    await prober.settle();
    const before = await findBelow(prober, key);
    await prober.pause(PAUSE);
    await prober.send({
      method: 'PUT',
      path: above.secret(parent.id),
      body: { ...body, value: otherValue.reveal() },
    });
    await prober.settle();
    const after = await findBelow(prober, key);
    if (before !== undefined && after !== undefined && after.updatedAt !== before.updatedAt) {
      observations.see('updatedAtMoves', 'also-with-parent');
    }
    await prober.send({ method: 'DELETE', path: routes.secret(override.id) });
    await prober.settle();
  }
  await prober.send({ method: 'DELETE', path: above.secret(parent.id) });
  await prober.settle();
};

const findBelow = async (prober: Prober, key: string): Promise<Entry | undefined> =>
  (await prober.list()).find((entry) => entry.scope === prober.scope.type && entry.key === key);

/** Overrides a secret of the project at the environment, and tries to override that at the service. */
const probeOverrideBelow = async (prober: Prober, environmentId: string): Promise<void> => {
  const { observations, parent, witness } = prober;
  const all = await prober.list();
  const isTaken = all.some(({ key, scope }) => key === parent.key && scope === 'ENVIRONMENT');
  if (parent.scope === 'ENVIRONMENT' || isTaken) {
    observations.miss(
      'overriddenOverride',
      'it takes a secret of the project that the environment does not override',
    );
    return;
  }
  const above = secretRoutes({ type: 'ENVIRONMENT', id: environmentId }, witness.client.routes.isOldGone());
  const override = await create(prober, above.override(parent.id), {
    ...overrideBody(prober, prober.mark(parent.key, environmentId)),
    ...above.overrideFields,
  });
  if (override === null) return;
  await prober.settle();
  const below = await create(
    prober,
    prober.routes.override(override.id),
    overrideBody(prober, prober.mark()),
  );
  observations.see('overriddenOverride', below === null ? 'refused' : 'accepted');
  await prober.settle();
  if (below !== null) {
    await prober.send({ method: 'DELETE', path: prober.routes.secret(below.id) });
    await prober.settle();
  }
  await prober.send({ method: 'DELETE', path: above.secret(override.id) });
};

const create = async (
  prober: Prober,
  path: string,
  body: Readonly<Record<string, unknown>>,
): Promise<Entry | null> => {
  const { status, json } = await prober.send({ method: 'POST', path, body });
  return status < 300 ? readEntry(json) : null;
};
