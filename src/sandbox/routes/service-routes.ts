import { requireWriter } from '../http/callers.js';
import { dropService, findEnvironment, findService } from '../world/places.js';
import { readBody } from '../http/request-bodies.js';
import { param, type Route } from '../http/router.js';
import { answerService } from './service-answers.js';
import type { SandboxServiceType, Service } from '../world/world.js';

const TYPES: readonly SandboxServiceType[] = [
  'APPLICATION',
  'CONTAINER',
  'JOB',
  'HELM',
  'TERRAFORM',
  'DATABASE',
];

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
export const SERVICE_ROUTES: readonly Route[] = TYPES.flatMap(typeRoutes);
