import { relative, resolve } from 'node:path';
import { composeManifest } from '../manifest/writing/compose-manifest.js';
import { placeDocuments, type ExistingDocument } from '../manifest/writing/place-documents.js';
import { compareDiagnostics } from '../model/diagnostic.js';
import { Failure } from '../model/failure.js';
import type { Import, ImportedFile, ImportedVariable } from '../model/import.js';
import type { RequestUsage } from '../model/plan.js';
import type { Listing } from '../model/remote-secret.js';
import { isUuid } from '../model/scope.js';
import { planReads, spreadOut, type AuditRange } from '../plan/audit/reach.js';
import { collectImport } from '../plan/import/collect.js';
import { draftDocuments, type ImportedDocument } from '../plan/import/drafts.js';
import type { ImportableOverride } from '../plan/import/importable.js';
import type { Client } from '../qovery/client/client.js';
import { directoryOf } from '../qovery/names/directory.js';
import { findEnvironments, type EnvironmentFound } from '../qovery/names/environments.js';
import { findScopes } from '../qovery/names/names.js';
import { placeDeclared } from './place-declared.js';
import { importToJson } from '../render/json/import-json.js';
import { readVersion } from '../files/package-file.js';
import { isCredential } from '../values/credentials.js';
import { environmentOf, readRange } from './range.js';
import { clockOf, connect, explainInterrupt, type ConnectOptions } from './connect.js';
import { importState, openStateRun, type ImportStateOptions } from './carrying/import-state.js';
import {
  composeFiles,
  nameSopsFiles,
  pathIn,
  readExisting,
  writeFiles,
  type ExistingManifests,
} from './import-files.js';
import { workingFolder } from './machine.js';
import { readTargetNames } from './manifests.js';

/** What an import takes. */
export interface ImportOptions extends ConnectOptions, ImportStateOptions {
  /** Folder that gets one file for each environment. Default: none is written, and the text is in the result. */
  readonly out?: string;
  /** Absolute folder that `out` starts from. Default: that of this process. */
  readonly cwd?: string;
  /** Name or UUID. Default: `QOVERY_ORGANIZATION` of `env`, else all that the token sees. */
  readonly organization?: string;
  /** Only this project, by name or UUID. Default: `QOVERY_PROJECT` of `env`, else all. */
  readonly project?: string;
  /** Only this environment, by name or UUID. Default: `QOVERY_ENVIRONMENT` of `env`, else all. */
  readonly environment?: string;
  /** Stack of the overrides that have no marker. Default: `default`. */
  readonly stack?: string;
}

/** What was imported. */
export interface ImportResult extends Import {
  /** What was sent, and what is left of the request limit. */
  readonly requests: RequestUsage;
  /** The object that `import --format json` prints. */
  readonly toJSON: () => object;
}

const HEADER = [
  'Written by `qoverride import` from the overrides that were live. Values cannot be read back: set the',
  'variables under valueFrom, or say there where the values are kept (file, sops, exec, vault).',
];

const STATE_HEADER = [
  'Written by `qoverride import` from the overrides that were live, with the values of a Terraform state, which',
  'may be older: check each before `apply`. For the rest, set the variables under valueFrom, or name another source.',
];

/**
 * Makes manifests of live overrides, with their values as environment variables: values cannot be read back. Files are written only when
 * all of them are ready, and what manifests in the folder declare already stays as it is.
 *
 * @throws Failure, with nothing written, where nothing can be imported, such as `no-token`, `file-unwritable` or `interrupted`; where
 * writing fails half-way, it says which files were written.
 */
export const importOverrides = (options: ImportOptions): Promise<ImportResult> =>
  explainInterrupt(options, async () => {
    const { out: folder, cwd = workingFolder(), onProgress, stack = 'default' } = options;
    const names = readTargetNames(options, options.env);
    const stateRun = await openStateRun(options);
    const existing = folder === undefined ? null : await readExisting(cwd, folder, names);
    const client = connect(options);
    onProgress?.({ kind: 'looking-up' });
    const environments = await findEnvironments(client, names);
    const range = spreadOut(environments);
    onProgress?.({ kind: 'reading', done: 0, total: range.services.length });
    const listings = await readRange(
      client,
      planReads(range, new Set(), () => true),
    );
    const declared = existing === null ? [] : (await placeDeclared(client, existing.manifests)).placed;
    const found = collectImport({ ...range, listings, stack, declared });
    const state = importState(stateRun, {
      found,
      readScopes: readScopes(range, listings),
      avoid: { taken: takenVariables(existing), isCredential },
    });
    const { documents, variables } = draftDocuments({
      overrides: found.overrides,
      environments: environments.map(({ environment }) => environment),
      services: range.services,
      organization: await nameOrganization(client, names.organization, environments),
      byId: { project: isGivenById(names.project), environment: isGivenById(names.environment) },
      stack,
      avoid: state.avoid,
      carried: state.drafts,
    });
    const header = stateRun === null ? HEADER : STATE_HEADER;
    const files =
      existing === null || folder === undefined
        ? printFiles(cwd, documents, header)
        : await planFiles(cwd, client, { documents, existing, folder, header });
    const sops = await state.prepare(clockOf(options).now());
    if (options.signal?.aborted === true)
      throw new Failure('interrupted', 'interrupted; nothing was written');
    // First the values, so that no manifest names one that is not there.
    await sops?.save();
    const saved = sops === null ? [] : [options.sopsFile ?? ''];
    if (folder !== undefined) await writeFiles(cwd, folder, files, saved);
    const made: Import = {
      files,
      variables: withoutCarried(variables, found.overrides, state.drafts?.overrides ?? new Set()),
      state: state.made,
      declared: found.declared,
      diagnostics: [...found.diagnostics, ...state.diagnostics].toSorted(compareDiagnostics),
    };
    const requests = client.usage();
    const toolVersion = readVersion();
    return { ...made, requests, toJSON: () => importToJson({ made, usage: requests, toolVersion }) };
  });

/** Scopes whose overrides are known: what is read of an environment may come from its services. */
const readScopes = (
  { services, wider }: AuditRange,
  listings: ReadonlyMap<string, Listing>,
): ReadonlySet<string> =>
  new Set([
    ...services.filter(({ id }) => listings.get(id)?.kind === 'read').map(({ id }) => id),
    ...wider.filter(({ id }) => listings.get(id)?.kind !== 'unreadable').map(({ id }) => id),
  ]);

const isGivenById = (name: string | null): boolean => name !== null && isUuid(name);

/** As Qovery spells it; a UUID that was given stays one, because its name was not looked up. */
const nameOrganization = async (
  client: Client,
  given: string | null,
  [first]: readonly EnvironmentFound[],
): Promise<string | null> => {
  if (given !== null && isUuid(given)) return given;
  const id = first?.environment.organizationId ?? null;
  const known = (await directoryOf(client).organizations()) ?? [];
  return known.find((organization) => organization.id === id)?.name ?? id;
};

const takenVariables = (existing: ExistingManifests | null): ReadonlySet<string> =>
  new Set(
    (existing?.manifests.overrides ?? []).flatMap(({ valueFrom }) =>
      valueFrom.kind === 'env' ? [valueFrom.name] : [],
    ),
  );

/** Variables are in the order of the overrides; a value that is in the SOPS file needs none. */
const withoutCarried = (
  variables: readonly ImportedVariable[],
  overrides: readonly ImportableOverride[],
  carried: ReadonlySet<ImportableOverride>,
): readonly ImportedVariable[] =>
  variables.filter((_, index) => {
    const override = overrides[index];
    return override === undefined || !carried.has(override);
  });

const printFiles = (
  cwd: string,
  documents: readonly ImportedDocument[],
  header: readonly string[],
): readonly ImportedFile[] => {
  const drafts = documents.map(({ draft }) => nameSopsFiles(cwd, draft));
  const added = drafts.reduce((sum, { overrides }) => sum + overrides.length, 0);
  return added === 0 ? [] : [{ file: null, isNew: true, added, text: composeManifest(drafts, header) }];
};

/** Which files the documents go to, with their texts. */
const planFiles = async (
  cwd: string,
  client: Client,
  {
    documents,
    existing,
    folder,
    header,
  }: {
    readonly documents: readonly ImportedDocument[];
    readonly existing: ExistingManifests;
    readonly folder: string;
    readonly header: readonly string[];
  },
): Promise<readonly ImportedFile[]> => {
  const { extendable, manifests } = existing;
  const places = await findScopes(client, extendable.map(environmentOf));
  const there = extendable.flatMap(({ stack, location }, index): readonly ExistingDocument[] => {
    const place = places[index];
    return place?.kind === 'found'
      ? [{ file: location.file, line: location.line, stack, environmentId: place.scope.id }]
      : [];
  });
  const plans = placeDocuments(documents, there, (name) => pathIn(cwd, folder, name));
  const schema = relative(resolve(cwd, folder), cwd).replaceAll('\\', '/');
  return composeFiles(cwd, plans, new Set(manifests.files), [
    `yaml-language-server: $schema=${schema === '' ? '.' : schema}/node_modules/qoverride/schemas/manifest.schema.json`,
    ...header,
  ]);
};
