import { readFile } from 'node:fs/promises';
import type { ValueContext } from './context.js';
import { userKeyFile } from './credentials.js';
import { parseAgeIdentities, type SopsIdentity } from './sops/index.js';

/** The age identities of the person who runs the tool. */
export interface IdentitySet {
  readonly identities: readonly SopsIdentity[];
  /** What could not be used, such as `line 3 of SOPS_AGE_KEY_FILE`; it quotes no key. */
  readonly unusable: readonly string[];
}

/** Collects identities from `SOPS_AGE_KEY`, `SOPS_AGE_KEY_FILE` and the user's `sops/age/keys.txt`, like `sops`. */
export const loadIdentities = async (
  context: Pick<ValueContext, 'env' | 'homeDir'>,
): Promise<IdentitySet> => {
  const path = context.env['SOPS_AGE_KEY_FILE'] ?? '';
  const userFile = userKeyFile(context);
  const sets = [
    parse(context.env['SOPS_AGE_KEY'] ?? '', 'SOPS_AGE_KEY'),
    path === '' ? NONE : await readKeys(path, 'SOPS_AGE_KEY_FILE', true),
    userFile === null ? NONE : await readKeys(userFile, "the user's sops/age/keys.txt", false),
  ];
  return {
    identities: sets.flatMap((set) => set.identities),
    unusable: sets.flatMap((set) => set.unusable),
  };
};

const NONE: IdentitySet = { identities: [], unusable: [] };

const readKeys = async (path: string, name: string, isNamed: boolean): Promise<IdentitySet> => {
  try {
    return parse(await readFile(path, 'utf8'), name);
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT' && !isNamed;
    return isAbsent ? NONE : { identities: [], unusable: [`${name} (it cannot be read)`] };
  }
};

const parse = (text: string, name: string): IdentitySet => {
  if (text !== '' && text.trim() === '') return { identities: [], unusable: [`${name} (only white space)`] };
  const { identities, problems } = parseAgeIdentities(text);
  return { identities, unusable: problems.map((problem) => `line ${problem.line} of ${name}`) };
};
