import { Failure } from '../../model/failure.js';
import { REASONS, type Action, type Metadata } from '../../model/plan.js';
import { SCOPE_TYPES } from '../../model/scope.js';
import { isRecord, parseJson } from '../../text/json.js';
import type { SavedChange, SavedFlag, SavedFlags, SavedPlan } from './saved-plan.js';

const ACTIONS: readonly Action[] = ['create', 'update', 'delete', 'none', 'blocked'];

/**
 * Parses a saved plan. Unknown fields are ignored.
 *
 * @throws Failure `bad-plan-file` for a malformed file, `plan-file-version` for one in an unknown format.
 */
export const parseSavedPlan = (text: string): SavedPlan => {
  const file = readRecord(parseFile(text), 'the file');
  const formatVersion = readText(file['formatVersion'], 'formatVersion');
  checkVersion(formatVersion);
  const tool = readRecord(file['tool'], 'tool');
  return {
    formatVersion,
    tool: { name: readText(tool['name'], 'tool.name'), version: readText(tool['version'], 'tool.version') },
    keyId: readText(file['keyId'], 'keyId'),
    nonce: readText(file['nonce'], 'nonce'),
    flags: readFlags(file['flags']),
    changes: readList(file['changes'], 'changes').map((change, index) =>
      readChange(change, `changes[${String(index)}]`),
    ),
  };
};

const checkVersion = (formatVersion: string): void => {
  if (/^2\.\d{1,6}$/.test(formatVersion)) return;
  throw new Failure(
    'plan-file-version',
    /^1\.\d{1,6}$/.test(formatVersion)
      ? 'an older version of qoverride saved this plan; its format is no longer supported'
      : 'the saved plan has a format that this version does not support',
    { hint: 'save and apply a plan with the same version of qoverride' },
  );
};

type Json = Readonly<Record<string, unknown>>;

const parseFile = (text: string): unknown => {
  const json = parseJson(text);
  return json === undefined ? damaged('it is not JSON') : json;
};

const readFlags = (json: unknown): SavedFlags =>
  Object.fromEntries(
    Object.entries(readRecord(json, 'flags')).map(([name, flag]) => [name, readFlag(flag)] as const),
  );

const readFlag = (json: unknown): SavedFlag => {
  if (typeof json === 'boolean' || typeof json === 'number' || typeof json === 'string') return json;
  return readList(json, 'one of flags').map((item) => readText(item, 'an item of flags'));
};

const readChange = (json: unknown, path: string): SavedChange => {
  const change = readRecord(json, path);
  return {
    address: readText(change['address'], `${path}.address`),
    action: readWord(change['action'], ACTIONS, `${path}.action`),
    reason: readWord(change['reason'], REASONS, `${path}.reason`),
    stack: readText(change['stack'], `${path}.stack`),
    scope: readWord(change['scope'], SCOPE_TYPES, `${path}.scope`),
    serviceId: orNull(change['serviceId'], readText, `${path}.serviceId`),
    secretKey: readText(change['secretKey'], `${path}.secretKey`),
    parentId: orNull(change['parentId'], readText, `${path}.parentId`),
    overrideId: orNull(change['overrideId'], readText, `${path}.overrideId`),
    ownTime: orNull(change['ownTime'], readNumber, `${path}.ownTime`),
    before: orNull(change['before'], readMetadata, `${path}.before`),
    after: orNull(change['after'], readMetadata, `${path}.after`),
    valueDigest: orNull(change['valueDigest'], readText, `${path}.valueDigest`),
  };
};

const readMetadata = (json: unknown, path: string): Metadata => {
  const metadata = readRecord(json, path);
  return {
    description: orNull(metadata['description'], readText, `${path}.description`),
    enableInterpolationInFile: orNull(
      metadata['enableInterpolationInFile'],
      readSwitch,
      `${path}.enableInterpolationInFile`,
    ),
  };
};

/** Reads a nullable field. Null must be explicit: a missing field means the file is damaged. */
const orNull = <T>(json: unknown, read: (json: unknown, path: string) => T, path: string): T | null =>
  json === null ? null : read(json, path);

const readRecord = (json: unknown, path: string): Json =>
  isRecord(json) ? json : damaged(`${path} is not an object`);

const readList = (json: unknown, path: string): readonly unknown[] =>
  Array.isArray(json) ? json : damaged(`${path} is not a list`);

const readText = (json: unknown, path: string): string =>
  typeof json === 'string' ? json : damaged(`${path} is not a string`);

const readNumber = (json: unknown, path: string): number =>
  typeof json === 'number' ? json : damaged(`${path} is not a number`);

const readSwitch = (json: unknown, path: string): boolean =>
  typeof json === 'boolean' ? json : damaged(`${path} is neither true nor false`);

const readWord = <T extends string>(json: unknown, words: readonly T[], path: string): T =>
  words.find((word) => word === json) ?? damaged(`${path} is not one of ${words.join(', ')}`);

const damaged = (what: string): never => {
  throw new Failure('bad-plan-file', `this is not a saved plan: ${what}`, {
    hint: 'create one with: qoverride plan --out FILE',
  });
};
