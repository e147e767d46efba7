import type { RedeployReport, ServiceRedeploy } from '../model/redeploy.js';

/** A redeploy as the JSON of apply carries it; null where none was asked for. */
export const redeployToJson = (report: RedeployReport | null): object | null =>
  report === null
    ? null
    : {
        environments: report.map(({ environment, services }) => ({
          id: environment.id,
          name: environment.environment ?? environment.id,
          project: environment.project,
          services: services.map(serviceToJson),
        })),
      };

const serviceToJson = ({ service, outcome, reason, state, error }: ServiceRedeploy): object => ({
  id: service.id,
  name: service.service ?? service.id,
  type: service.type,
  outcome,
  reason,
  state,
  error: error === null ? null : { code: error.code, message: error.message, hint: error.hint },
});
