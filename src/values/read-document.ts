import type { BigIntStats } from 'node:fs';
import { relative, sep } from 'node:path';
import type { ValueRead } from '../model/value-reference.js';
import type { IdentitySet } from './age-identities.js';
import { locateFile, readPlainFile, type FileToRead } from './sources/file.js';
import type { ValueContext } from './context.js';
import { createKeyFileTest } from './credentials.js';
import { interrupted, succeed, type Outcome } from './outcome.js';
import { programName } from './sources/run-program.js';
import { decodeValue } from './text.js';
import type { ValueNode } from './value-node.js';
import pLimit from 'p-limit';

/** Something to read: one of the manifest's reads, or a file taken as it is. */
export type Source = ValueRead | { readonly kind: 'file'; readonly path: string };

/** Reads documents, each distinct one once in a run, failures too. */
export interface DocumentReader {
  /** `folder` is the manifest's, absolute: relative paths start there, and commands run there. */
  readonly read: (source: Source, folder: string) => Promise<Outcome<ValueNode>>;
  /** How many different reads were made so far. */
  readonly reads: () => number;
}

/** What the reads of one run share. */
interface Desk {
  readonly context: ValueContext;
  readonly isKeyFile: (stats: BigIntStats) => Promise<boolean>;
  /** Looked for when the first SOPS file asks for them. */
  readonly identities: () => Promise<IdentitySet>;
  readonly places: ReadCache<FileToRead>;
  readonly documents: ReadCache<ValueNode>;
}

/** Makes the reader of one run. */
export const createDocumentReader = (context: ValueContext): DocumentReader => {
  let identities: Promise<IdentitySet> | null = null;
  const desk: Desk = {
    context,
    isKeyFile: createKeyFileTest(context),
    identities: () => (identities ??= findIdentities(context)),
    places: createReadCache(),
    documents: createReadCache(),
  };
  return { read: (source, folder) => readSource(source, folder, desk), reads: desk.documents.size };
};

/** How messages call a source. */
export const describeSource = (source: Source): string => {
  switch (source.kind) {
    case 'file':
      return `the file ${source.path}`;
    case 'sops':
      return `the file ${source.file}`;
    case 'exec':
      return `the output of ${programName(source.command[0] ?? '')}`;
    case 'vault':
      return `the Vault secret ${source.mount}/${source.path}`;
  }
};

const findIdentities = async (context: ValueContext): Promise<IdentitySet> => {
  const { loadIdentities } = await import('./age-identities.js');
  return loadIdentities(context);
};

/** What only some sources need is loaded with the first of them. */
const readSource = async (source: Source, folder: string, desk: Desk): Promise<Outcome<ValueNode>> => {
  const { context } = desk;
  switch (source.kind) {
    case 'file': {
      const place = await findPlace(source.path, folder, desk);
      if (place.kind === 'problem') return place;
      return readOnce(desk, ['file', place.value.real], () => readWholeFile(place.value, desk));
    }
    case 'sops': {
      const place = await findPlace(source.file, folder, desk);
      if (place.kind === 'problem') return place;
      return readOnce(desk, ['sops', place.value.real, source.format], async () => {
        const bytes = await readPlainFile(place.value, desk.isKeyFile);
        if (bytes.kind === 'problem') return bytes;
        const file = { ...place.value, bytes: bytes.value, format: source.format };
        const { readSops } = await import('./sources/sops-file.js');
        return readSops(file, await desk.identities(), context);
      });
    }
    case 'exec': {
      const { command, format, timeout } = source;
      return readOnce(desk, ['exec', command, format, timeout, folder], async () => {
        const { readExec } = await import('./sources/exec.js');
        return readExec(source, folder, context);
      });
    }
    case 'vault': {
      const { mount, path, version } = source;
      return readOnce(desk, ['vault', mount, path, version], async () => {
        const { readVault } = await import('./sources/vault.js');
        return readVault(source, context);
      });
    }
  }
};

/** The key is JSON, so that no two different reads share one. */
const readOnce = (
  desk: Desk,
  key: readonly unknown[],
  read: () => Promise<Outcome<ValueNode>>,
): Promise<Outcome<ValueNode>> =>
  desk.documents.once(JSON.stringify(key), async () =>
    desk.context.signal.aborted ? interrupted() : read(),
  );

/** Files are called by their place under the root, so that a message does not depend on who asked first. */
const findPlace = (path: string, folder: string, desk: Desk): Promise<Outcome<FileToRead>> =>
  desk.places.once(JSON.stringify([path, folder]), async () => {
    const { root } = desk.context;
    const real = await locateFile(path, folder, root);
    if (real.kind === 'problem') return real;
    return succeed({ real: real.value, shown: relative(root, real.value).replaceAll(sep, '/') });
  });

const readWholeFile = async (place: FileToRead, desk: Desk): Promise<Outcome<ValueNode>> => {
  const bytes = await readPlainFile(place, desk.isKeyFile);
  if (bytes.kind === 'problem') return bytes;
  const text = decodeValue(bytes.value, `the file ${place.shown}`);
  return text.kind === 'problem' ? text : succeed({ kind: 'scalar', text: text.value });
};

/** Reads that override after override asks for, each made once. */
export interface ReadCache<T> {
  /** Gives the first answer for `key`, a failure too; at most four reads run at a time. */
  readonly once: (key: string, read: () => Promise<Outcome<T>>) => Promise<Outcome<T>>;
  /** How many different reads were made. */
  readonly size: () => number;
}

const READS_AT_A_TIME = 4;

/** Makes an empty cache. */
export const createReadCache = <T>(): ReadCache<T> => {
  const limit = pLimit(READS_AT_A_TIME);
  const answers = new Map<string, Promise<Outcome<T>>>();
  return {
    once: (key, read) => {
      const known = answers.get(key);
      if (known !== undefined) return known;
      const answer = limit(read);
      answers.set(key, answer);
      return answer;
    },
    size: () => answers.size,
  };
};
