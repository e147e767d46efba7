import type { DeclaredTarget } from '../../model/declared-override.js';
import { isUuid } from '../../model/scope.js';
import type { Client } from '../client/client.js';
import { directoryOf } from './directory.js';
import {
  findEnvironment,
  findOrganization,
  findOrganizationId,
  findProject,
  found,
  missing,
  type Found,
} from './places.js';

/** What a name stands for, and the places around it. */
export interface NameWanted {
  readonly property: 'organization' | 'project' | 'environment';
  /** Name or UUID. */
  readonly text: string;
  /** Says which organization and project the name belongs to. */
  readonly target: Pick<DeclaredTarget, 'organization' | 'project'>;
}

/** Finds the id, in lower case, that a name stands for; a UUID stands for itself and takes no request. Throws as `findScopes` does. */
export const findId = async (
  client: Client,
  { property, text, target }: NameWanted,
): Promise<Found<string>> => {
  if (isUuid(text)) return found(text.toLowerCase());
  const directory = directoryOf(client);
  if (property === 'organization') return findOrganizationId(directory, text);
  const projectName = property === 'project' ? text : target.project;
  if (projectName === null) return missing('no-target', 'no project is given', null);
  const services = await findOrganization(directory, target.organization);
  if (services.kind === 'missing') return services;
  const project = await findProject(directory, services.entry, projectName);
  if (project.kind === 'missing') return project;
  if (property === 'project') return found(project.entry.id);
  const environment = await findEnvironment(directory, services.entry, project.entry, text);
  return environment.kind === 'missing' ? environment : found(environment.entry.id);
};
