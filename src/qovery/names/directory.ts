import { Failure } from '../../model/failure.js';
import { isRecord, readText } from '../../text/json.js';
import { getRequest, isDenied, readResults, type Unsuccessful } from '../client/api-request.js';
import type { Client } from '../client/client.js';
import { toFailure } from '../client/problem.js';

/** Something with a name, as the API lists it. */
export interface Named {
  /** UUID in lower case. */
  readonly id: string;
  readonly name: string;
}

/** A service with its project and environment. */
export interface ServiceEntry extends Named {
  /** As the API spells it; may be a type this version does not know. */
  readonly type: string;
  readonly project: Named;
  readonly environment: Named;
}

/** An environment; the API may leave out the name of its project. */
export interface EnvironmentEntry extends Named {
  readonly projectId: string;
  readonly projectName: string | null;
}

/** A list; null where its organization does not exist, or the token may not see it. */
export type DirectoryList<Entry> = Promise<readonly Entry[] | null>;

/** The names in the organizations of a run; each list is requested once, when it is first needed. */
export interface Directory {
  readonly organizations: () => DirectoryList<Named>;
  readonly services: (organizationId: string) => DirectoryList<ServiceEntry>;
  readonly environments: (organizationId: string) => DirectoryList<EnvironmentEntry>;
  readonly projects: (organizationId: string) => DirectoryList<Named>;
  /** The services of an organization if this run has already requested them, else null. Requests nothing and never rejects. */
  readonly knownServices: (organizationId: string) => DirectoryList<ServiceEntry>;
}

const directories = new WeakMap<Client, Directory>();

/** The directory of a client. All look-ups of a run share it, so that no list is requested twice. */
export const directoryOf = (client: Client): Directory => {
  const known = directories.get(client);
  if (known !== undefined) return known;
  const directory = createDirectory(client);
  directories.set(client, directory);
  return directory;
};

/** Every token may list its organizations. */
const ORGANIZATIONS = '/organization';

const ofOrganization = (id: string, list: string): string =>
  `/organization/${encodeURIComponent(id)}/${list}`;

const createDirectory = (client: Client): Directory => {
  const lists = new Map<string, DirectoryList<unknown>>();
  const fetchOnce = <Entry>(path: string, read: (item: unknown) => Entry | null): DirectoryList<Entry> => {
    const list = lists.get(path) ?? fetchList(client, path, read);
    lists.set(path, list);
    return list as DirectoryList<Entry>;
  };
  const organizations = (): DirectoryList<Named> => fetchOnce(ORGANIZATIONS, readNamed);
  return {
    organizations,
    services: async (id) => {
      const services = await fetchOnce(ofOrganization(id, 'services'), readService);
      // Only this list shows whether the organization is missing, or the whole API.
      if (services === null) await organizations();
      return services;
    },
    environments: (id) => fetchOnce(ofOrganization(id, 'environments'), readEnvironment),
    projects: (id) => fetchOnce(ofOrganization(id, 'project'), readNamed),
    knownServices: async (id) => {
      const list = lists.get(ofOrganization(id, 'services')) as DirectoryList<ServiceEntry> | undefined;
      return (await list?.catch(() => null)) ?? null;
    },
  };
};

const fetchList = async <Entry>(
  client: Client,
  path: string,
  read: (item: unknown) => Entry | null,
): DirectoryList<Entry> => {
  const readAll = (json: unknown): readonly Entry[] | null => {
    const items = readResults(json);
    const entries = items?.flatMap((item) => read(item) ?? []);
    return entries === undefined || entries.length !== items?.length ? null : entries;
  };
  const answer = await client.request(getRequest(path, readAll));
  if (answer.kind === 'success') return answer.value;
  if (path === ORGANIZATIONS && answer.kind === 'refused' && answer.status === 404) {
    throw new Failure(
      'wrong-api-url',
      'this is not the address of the Qovery API: it has no /organization (status 404)',
      {
        hint: 'check --api-url (QOVERY_API_URL): by default it is https://api.qovery.com, without a path',
      },
    );
  }
  if (isInvisible(answer)) return null;
  throw toFailure(answer.problem);
};

/** Not where a policy denies the request: that says which request, and what to do. */
const isInvisible = (answer: Unsuccessful): boolean =>
  answer.kind === 'refused' &&
  !answer.isFatal &&
  answer.problem.hint === null &&
  (isDenied(answer) || answer.status === 404);

const readNamed = (item: unknown): Named | null => {
  if (!isRecord(item)) return null;
  const id = readText(item, 'id');
  const name = readText(item, 'name');
  return id === null || name === null ? null : { id: id.toLowerCase(), name };
};

const readService = (item: unknown): ServiceEntry | null => {
  const named = readNamed(item);
  if (named === null || !isRecord(item)) return null;
  const type = readText(item, 'service_type');
  const project = readNamed({ id: item['project_id'], name: item['project_name'] });
  const environment = readNamed({ id: item['environment_id'], name: item['environment_name'] });
  return type === null || project === null || environment === null
    ? null
    : { ...named, type, project, environment };
};

const readEnvironment = (item: unknown): EnvironmentEntry | null => {
  const named = readNamed(item);
  if (named === null || !isRecord(item) || !isRecord(item['project'])) return null;
  const projectId = readText(item['project'], 'id');
  if (projectId === null) return null;
  return { ...named, projectId: projectId.toLowerCase(), projectName: readText(item['project'], 'name') };
};
