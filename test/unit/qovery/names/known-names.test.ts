import { describe, expect, it } from 'vitest';
import { directoryOf } from '../../../../src/qovery/names/directory.js';
import { nameKnownServices } from '../../../../src/qovery/names/known-names.js';
import { checkout, ORGANIZATION_ID, worker } from '../../../support/worlds/index.js';
import { createRig, serve } from '../support.js';

const LISTED = {
  id: worker.id,
  name: 'worker',
  service_type: 'CONTAINER',
  project_id: worker.projectId,
  project_name: 'shop',
  environment_id: worker.environmentId,
  environment_name: 'production',
};

describe('nameKnownServices', () => {
  it('uses the list that was read, and requests none', async () => {
    const server = await serve(() => ({ json: { results: [LISTED] } }));
    const { client } = createRig(server.url);
    const name = () => nameKnownServices(client, checkout, [{ id: worker.id, type: 'CONTAINER' }]);
    expect(await name()).toEqual([{ ...worker, service: worker.id }]);
    expect(server.lines()).toEqual([]);
    await directoryOf(client).services(ORGANIZATION_ID);
    expect(await name()).toEqual([worker]);
    expect(server.lines()).toHaveLength(1);
  });

  it('falls back to ids where the list was refused', async () => {
    const server = await serve(() => ({ status: 400, json: {} }));
    const { client } = createRig(server.url);
    await expect(directoryOf(client).services(ORGANIZATION_ID)).rejects.toThrow();
    const named = await nameKnownServices(client, checkout, [{ id: worker.id, type: 'CONTAINER' }]);
    expect(named.map(({ service }) => service)).toEqual([worker.id]);
  });
});
