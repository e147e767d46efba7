import { addressOf } from '../../model/address.js';
import { compareText } from '../../model/location.js';
import type { Io } from '../io.js';
import { checkManifests } from '../../run/manifests.js';
import type { CommandLine } from './command-line.js';

/** Milliseconds; a pipe on the line must not make the shell wait. */
const LONGEST_WAIT = 1000;

/**
 * The addresses in the manifests that a command line names, or in `./overrides`: sorted, each once. Reads no value, sends
 * nothing, and takes what it can from manifests with errors.
 */
export const readAddresses = async (
  io: Io,
  { command, flags, operands }: CommandLine,
): Promise<readonly string[]> => {
  const flagOf = (name: string): string | undefined =>
    flags.findLast(({ option }) => option.attributeName() === name)?.value ?? undefined;
  const namesManifests = command.registeredArguments.some((argument) => argument.name() === 'paths');
  const { manifests } = await checkManifests({
    cwd: io.cwd,
    env: io.env,
    signal: AbortSignal.timeout(LONGEST_WAIT),
    paths: namesManifests ? operands : [],
    ...pick('organization', flagOf('organization')),
    ...pick('project', flagOf('project')),
    ...pick('environment', flagOf('environment')),
  });
  const addresses = manifests.overrides.map((declared) => addressOf(declared, null, declared.secret));
  return [...new Set(addresses)].toSorted(compareText);
};

const pick = (name: 'organization' | 'project' | 'environment', value: string | undefined) =>
  value === undefined ? {} : { [name]: value };
