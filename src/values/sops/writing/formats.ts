import { Failure } from '../../../model/failure.js';

/** Formats of SOPS files that values can be added to. */
export type WritableFormat = 'yaml' | 'json' | 'dotenv';

/**
 * The format of a SOPS file by its name, as `sops` chooses it.
 *
 * @throws Failure `sops-format` for what `sops` would take for a file without keys, or for INI
 */
export const formatForWriting = (fileName: string): WritableFormat => {
  if (/\.ya?ml$/.test(fileName)) return 'yaml';
  if (fileName.endsWith('.json')) return 'json';
  if (fileName.endsWith('.env')) return 'dotenv';
  throw new Failure('sops-format', `the name ${fileName} does not say the format of the SOPS file`, {
    hint: 'name it .yaml, .json or .env',
  });
};
