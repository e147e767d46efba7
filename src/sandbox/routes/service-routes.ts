import { requireWriter } from '../http/callers.js';
import { dropService, findEnvironment, findService } from '../world/places.js';
import { readBody } from '../http/request-bodies.js';
import { param, type Route } from '../http/router.js';
import { answerService } from './service-answers.js';
import { rulesOf, SANDBOX_SERVICE_TYPES, type SandboxServiceType } from '../world/service-types.js';
import type { Service } from '../world/world.js';

/** Operations that create and delete services of one type. Only names and descriptions are stored; other settings are constants. */
const typeRoutes = (type: SandboxServiceType): readonly Route[] => {
  const family = type.toLowerCase();
  return [
    {
      method: 'POST',
      path: `/environment/{environmentId}/${family}`,
      handle: (backend, request) => {
        requireWriter(request.caller);
        const environment = findEnvironment(backend.world, param(request, 'environmentId'));
        const body = readBody('ServiceRequest', request.body);
        const now = backend.time.now();
        const service: Service = {
          id: backend.newId(),
          name: body.name,
          createdAt: now,
          updatedAt: now,
          environmentId: environment.id,
          type,
          description: body.description ?? '',
          jobType: type !== 'JOB' ? null : body.schedule?.['cronjob'] === undefined ? 'LIFECYCLE' : 'CRON',
          deployments: [],
          deploymentFails: false,
          isStopped: false,
        };
        backend.world.services.set(service.id, service);
        return { status: 201, body: answerService(environment, service) };
      },
    },
    {
      method: 'DELETE',
      path: `/${family}/{serviceId}`,
      handle: (backend, request) => {
        requireWriter(request.caller);
        dropService(backend.world, findService(backend.world, type, param(request, 'serviceId')));
        return { status: 204 };
      },
    },
  ];
};

/** The operations that create or delete a service. */
export const SERVICE_ROUTES: readonly Route[] = SANDBOX_SERVICE_TYPES.filter(
  (type) => rulesOf(type).canBeCreated,
).flatMap(typeRoutes);
