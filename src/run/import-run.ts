import { relative, resolve } from 'node:path';
import { composeManifest } from '../manifest/writing/compose-manifest.js';
import { placeDocuments, type ExistingDocument } from '../manifest/writing/place-documents.js';
import { Failure } from '../model/failure.js';
import type { Import, ImportedFile } from '../model/import.js';
import { isUuid } from '../model/scope.js';
import { planReads, spreadOut } from '../plan/audit/reach.js';
import { collectImport } from '../plan/import/collect.js';
import { draftDocuments, type ImportedDocument } from '../plan/import/drafts.js';
import type { Client } from '../qovery/client/client.js';
import { directoryOf } from '../qovery/names/directory.js';
import { findEnvironments, type EnvironmentFound } from '../qovery/names/environments.js';
import { findScopes, placeOverrides } from '../qovery/names/names.js';
import { formatCount } from '../text/words.js';
import { isCredential } from '../values/credentials.js';
import { environmentOf } from './audit-manifests.js';
import { connect } from './connect.js';
import { composeFiles, pathIn, readExisting, writeFiles, type ExistingManifests } from './import-files.js';
import type { Io, Session } from '../cli/io.js';
import { readTargetNames } from './manifests.js';
import type { ApiFlags, ScopeFlags } from '../cli/flags/options.js';
import type { Progress } from '../cli/output/progress.js';
import { readRange } from './audit-run.js';

/** The flags that decide what is imported, and to where. */
export interface ImportFlags extends ScopeFlags, ApiFlags {
  readonly stack: string;
  readonly out?: string;
}

/** An import, and the client that it was made with. */
export interface ImportedRun {
  readonly made: Import;
  readonly client: Client;
}

/** What an import needs besides its flags. */
export interface ImportRunOptions {
  readonly flags: ImportFlags;
  readonly session: Session;
  readonly progress: Progress;
}

const HEADER = [
  'Written by `qoverride import` from the overrides that were live. Values cannot be read back: set the',
  'variables under valueFrom, or say there where the values are kept (file, sops, exec, vault).',
];

/**
 * Imports live overrides: names, one list for each service, and the texts of all files, which are written only when
 * every one of them is ready. Throws a `Failure` where nothing can come about.
 */
export const importRun = async (
  io: Io,
  { flags, session, progress }: ImportRunOptions,
): Promise<ImportedRun> => {
  const names = readTargetNames(io, flags);
  const existing = flags.out === undefined ? null : await readExisting(io, flags.out, names);
  const client = connect(io, flags, { signal: io.interrupt, stop: io.interrupt, notify: progress.notify });
  session.countRequests(client.usage);
  progress.say('Looking up names…');
  const environments = await findEnvironments(client, names);
  const range = spreadOut(environments);
  progress.say(`Reading the secrets of ${formatCount(range.services.length, 'service')}…`);
  const listings = await readRange(
    client,
    planReads(range, new Set(), () => true),
  );
  const declared = await placeOverrides(client, existing?.manifests.overrides ?? []);
  const found = collectImport({
    ...range,
    listings,
    stack: flags.stack,
    declared,
  });
  const { documents, variables } = draftDocuments({
    overrides: found.overrides,
    environments: environments.map(({ environment }) => environment),
    services: range.services,
    organization: await nameOrganization(client, names.organization, environments),
    byId: { project: isGivenById(names.project), environment: isGivenById(names.environment) },
    stack: flags.stack,
    avoid: { taken: takenVariables(existing), isCredential },
  });
  const files =
    existing === null || flags.out === undefined
      ? printFiles(documents)
      : await planFiles(io, client, { documents, existing, folder: flags.out });
  if (io.interrupt.aborted) throw new Failure('interrupted', 'interrupted; nothing was written');
  if (flags.out !== undefined) await writeFiles(io, flags.out, files);
  return {
    made: { files, variables, declared: found.declared, diagnostics: found.diagnostics },
    client,
  };
};

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

const printFiles = (documents: readonly ImportedDocument[]): readonly ImportedFile[] => {
  const drafts = documents.map(({ draft }) => draft);
  const added = drafts.reduce((sum, { overrides }) => sum + overrides.length, 0);
  return added === 0 ? [] : [{ file: null, isNew: true, added, text: composeManifest(drafts, HEADER) }];
};

/** Which files the documents go to, with their texts. */
const planFiles = async (
  io: Io,
  client: Client,
  {
    documents,
    existing,
    folder,
  }: {
    readonly documents: readonly ImportedDocument[];
    readonly existing: ExistingManifests;
    readonly folder: string;
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
  const plans = placeDocuments(documents, there, (name) => pathIn(io, folder, name));
  const schema = relative(resolve(io.cwd, folder), io.cwd).replaceAll('\\', '/');
  return composeFiles(io, plans, new Set(manifests.files), [
    `yaml-language-server: $schema=${schema === '' ? '.' : schema}/node_modules/qoverride/schemas/manifest.schema.json`,
    ...HEADER,
  ]);
};
