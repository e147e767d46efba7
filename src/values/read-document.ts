import type { BigIntStats } from 'node:fs';
import { relative, sep } from 'node:path';
import type { SecretValue } from '../model/secret-value.js';
import type { ValueRead } from '../model/value-reference.js';
import type { IdentitySet } from './age-identities.js';
import { locateFile, readPlainFile, type FileToRead } from './sources/file.js';
import type { ValueContext } from './context.js';
import { createKeyFileTest } from './credentials.js';
import { interrupted, miss, refuse, succeed, type Outcome } from './outcome.js';
import { programName } from './sources/run-program.js';
import { decodeValue } from './text.js';
import type { ValueNode } from './value-node.js';
import type { VaultReader } from './vault/reader.js';
import pLimit from 'p-limit';

/** Something to read: one of the manifest's sources, or a file as it is. */
export type Source = ValueRead | { readonly kind: 'file'; readonly path: string };

/** Reads documents, each different one only once in a run, even if it fails. */
export interface DocumentReader {
  /** `folder` is the manifest's, absolute; relative paths start there, and commands run there. */
  readonly read: (source: Source, folder: string) => Promise<Outcome<ValueNode>>;
  /** How many different documents have been read so far. */
  readonly reads: () => number;
  /** Ends what reads began, such as a session with Vault. Never rejects. */
  readonly close: () => Promise<void>;
}

/** What the reads of one run share. */
interface ReaderState {
  readonly context: ValueContext;
  readonly isKeyFile: (stats: BigIntStats) => Promise<boolean>;
  /** Loaded for the first SOPS file. */
  readonly identities: () => Promise<IdentitySet>;
  readonly places: ReadCache<FileToRead>;
  readonly documents: ReadCache<ValueNode>;
  /** Made for the first secret of Vault; null before that. */
  vault: Promise<VaultReader> | null;
  readonly onToken: (token: SecretValue) => void;
}

/** Makes the reader of one run; `onToken` is called with each token that it uses and that nobody gave it. */
export const createDocumentReader = (
  context: ValueContext,
  identities: () => Promise<IdentitySet>,
  onToken: (token: SecretValue) => void,
): DocumentReader => {
  const state: ReaderState = {
    context,
    isKeyFile: createKeyFileTest(context),
    identities,
    places: createReadCache(),
    documents: createReadCache(),
    vault: null,
    onToken,
  };
  return {
    read: (source, folder) => readSource(source, folder, state),
    reads: state.documents.size,
    close: async () => (await state.vault)?.close(),
  };
};

/** Names a source for a message. */
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

/** Makes what loads the age identities of a run, once and only if they are needed. */
export const createIdentityLoader = (context: ValueContext): (() => Promise<IdentitySet>) => {
  let identities: Promise<IdentitySet> | null = null;
  return () => (identities ??= findIdentities(context));
};

const findIdentities = async (context: ValueContext): Promise<IdentitySet> => {
  const { loadIdentities } = await import('./age-identities.js');
  return loadIdentities(context);
};

/** Reads one source; its code is loaded only when it is used. */
const readSource = async (
  source: Source,
  folder: string,
  state: ReaderState,
): Promise<Outcome<ValueNode>> => {
  const { context } = state;
  switch (source.kind) {
    case 'file': {
      const place = await findPlace(source.path, folder, state);
      if (place.kind === 'problem') return place;
      return readOnce(state, ['file', place.value.real], () => readWholeFile(place.value, state));
    }
    case 'sops': {
      const place = await findPlace(source.file, folder, state);
      if (place.kind === 'problem') return place;
      return readOnce(state, ['sops', place.value.real, source.format], async () => {
        const bytes = await readPlainFile(place.value, state.isKeyFile);
        if (bytes.kind === 'problem') return bytes;
        const file = { ...place.value, bytes: bytes.value, format: source.format };
        const { readSops } = await import('./sources/sops-file.js');
        return readSops(file, await state.identities(), context);
      });
    }
    case 'exec': {
      const { command, format, timeout } = source;
      return readOnce(state, ['exec', command, format, timeout, folder], async () => {
        const { readExec } = await import('./sources/exec.js');
        return readExec(source, folder, context);
      });
    }
    case 'vault': {
      const { mount, path, version, kvVersion } = source;
      return readOnce(state, ['vault', mount, path, version, kvVersion], async () => {
        const vault = await (state.vault ??= openVault(state));
        return vault.read(source);
      });
    }
  }
};

const openVault = async ({ context, onToken }: ReaderState): Promise<VaultReader> => {
  const { createVaultReader } = await import('./vault/reader.js');
  return createVaultReader(context, onToken);
};

/** The key is JSON, so that two different reads cannot share one. */
const readOnce = (
  state: ReaderState,
  key: readonly unknown[],
  read: () => Promise<Outcome<ValueNode>>,
): Promise<Outcome<ValueNode>> =>
  state.documents.once(JSON.stringify(key), async () =>
    state.context.signal.aborted ? interrupted() : read(),
  );

/** Names files by their path from the root, so that a message does not depend on which override asked first. */
const findPlace = (path: string, folder: string, state: ReaderState): Promise<Outcome<FileToRead>> =>
  state.places.once(JSON.stringify([path, folder]), async () => {
    const { root } = state.context;
    if (root === null) {
      return refuse(
        'no-root',
        `the file ${path} cannot be a value: the working folder is the whole file system`,
        'give the folder that files may be read from with --root',
      );
    }
    const real = await locateFile(path, folder, root);
    if (real.kind === 'problem') return real;
    return succeed({ real: real.value, shown: relative(root, real.value).replaceAll(sep, '/') });
  });

/** What encrypted files start with that are not text. */
const SEALED = ['age-encryption.org/v1\n', '\0GITCRYPT\0'].map((start) => Buffer.from(start));

const readWholeFile = async (place: FileToRead, state: ReaderState): Promise<Outcome<ValueNode>> => {
  const bytes = await readPlainFile(place, state.isKeyFile);
  if (bytes.kind === 'problem') return bytes;
  if (SEALED.some((start) => Buffer.from(bytes.value).subarray(0, start.length).equals(start))) {
    return miss(
      'encrypted-value',
      `the file ${place.shown} is still encrypted (age or git-crypt)`,
      'decrypt it first: run `git-crypt unlock`, or read it with `exec`',
    );
  }
  const text = decodeValue(bytes.value, `the file ${place.shown}`);
  return text.kind === 'problem' ? text : succeed({ kind: 'scalar', text: text.value });
};

/** Remembers reads that many overrides ask for, so that each is made once. */
export interface ReadCache<T> {
  /** Returns the first answer for `key`, even a failure; at most four reads run at a time. */
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
