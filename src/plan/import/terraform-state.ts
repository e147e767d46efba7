import { Failure } from '../../model/failure.js';
import { SecretValue } from '../../model/secret-value.js';

/** A secret override in a Terraform state. */
export interface StateOverride {
  /** Its resource, such as `module.shop.qovery_application.checkout`. */
  readonly resource: string;
  /** UUID of the service or environment. */
  readonly scopeId: string;
  readonly key: string;
  /** UUID that the override had when Terraform wrote it; null if the state does not say. */
  readonly id: string | null;
  /** Null where Terraform knows none, as for what it only imported. */
  readonly value: SecretValue | null;
}

/** Resources of the provider that have `secret_overrides`. Source: terraform-provider-qovery 0.86. */
const TYPES: ReadonlySet<unknown> = new Set([
  'qovery_application',
  'qovery_container',
  'qovery_job',
  'qovery_helm',
  'qovery_environment',
]);

/** The state file's own version, since Terraform 0.12. */
const STATE_VERSION = 4;

/** Major version of what `terraform show -json` prints, since Terraform 1.1. */
const SHOWN_VERSION = /^1\./;

/**
 * Reads the overrides in a state: the file that `terraform state pull` prints, or the output of `terraform show -json`. Messages
 * quote nothing of it, because a state holds values in plaintext.
 *
 * @throws Failure `not-a-state`, `encrypted-state`, `state-version`
 */
export const parseTerraformState = (text: string): readonly StateOverride[] => {
  const state = parseJson(text);
  if (state['encrypted_data'] !== undefined) {
    throw new Failure('encrypted-state', 'the state is encrypted by OpenTofu', {
      hint: 'let tofu decrypt it: tofu show -json | qoverride import --terraform-state - …',
    });
  }
  if (state['planned_values'] !== undefined) {
    throw new Failure('not-a-state', 'this is a plan, not a state', {
      hint: 'run `terraform show -json` without the name of a plan',
    });
  }
  if (state['format_version'] !== undefined) {
    if (!SHOWN_VERSION.test(asText(state['format_version']) ?? ''))
      throw otherVersion('format_version', '1.x');
    return listModules(asRecord(asRecord(state['values'])['root_module'])).flatMap(readModule);
  }
  if (state['version'] !== undefined && state['version'] !== STATE_VERSION)
    throw otherVersion('version', '4');
  if (state['version'] === undefined || !Array.isArray(state['resources'])) {
    throw new Failure('not-a-state', 'this is not a Terraform state', { hint: HOW });
  }
  return asList(state['resources']).flatMap(readResource);
};

const HOW = 'give what `terraform state pull` or `terraform show -json` prints';

const otherVersion = (property: string, known: string): Failure =>
  new Failure('state-version', `the state has another version than this tool reads (${property} ${known})`, {
    hint: 'give what `terraform show -json` of Terraform 1.1 or later, or of OpenTofu, prints',
  });

type Json = Readonly<Record<string, unknown>>;

/** The parser's own message quotes the text, and so is not passed on. */
const parseJson = (text: string): Json => {
  try {
    return asRecord(JSON.parse(text));
  } catch {
    throw new Failure('not-a-state', 'this is not a Terraform state: it is not valid JSON', { hint: HOW });
  }
};

/** A resource of a state file: its instances have the attributes. */
const readResource = (resource: Json): readonly StateOverride[] => {
  if (resource['mode'] !== 'managed' || !TYPES.has(resource['type'])) return [];
  const prefix = typeof resource['module'] === 'string' ? `${resource['module']}.` : '';
  const address = `${prefix}${String(resource['type'])}.${asText(resource['name']) ?? ''}`;
  return asList(resource['instances']).flatMap((instance) => {
    // What is to be destroyed after a replacement is not what is live.
    if (instance['deposed'] !== undefined) return [];
    const index = instance['index_key'];
    const suffix = index === undefined || index === null ? '' : `[${JSON.stringify(index)}]`;
    return readOverrides(`${address}${suffix}`, asRecord(instance['attributes']));
  });
};

/** A module and all those inside it, however deep. */
const listModules = (root: Json): readonly Json[] => {
  const modules = [root];
  for (const module of modules) {
    for (const child of asList(module['child_modules'])) modules.push(child);
  }
  return modules;
};

/** A module of what `terraform show -json` prints, without those inside it. */
const readModule = (module: Json): readonly StateOverride[] =>
  asList(module['resources']).flatMap((resource) => {
    if (resource['mode'] !== 'managed' || !TYPES.has(resource['type'])) return [];
    if (resource['deposed_key'] !== undefined) return [];
    return readOverrides(
      asText(resource['address']) ?? String(resource['type']),
      asRecord(resource['values']),
    );
  });

const readOverrides = (resource: string, attributes: Json): readonly StateOverride[] => {
  const scopeId = asText(attributes['id']);
  if (scopeId === null) return [];
  return asList(attributes['secret_overrides']).flatMap((entry) => {
    const key = asText(entry['key']);
    const value = asText(entry['value']);
    return key === null
      ? []
      : [
          {
            resource,
            scopeId,
            key,
            id: asText(entry['id']),
            value: value === null ? null : new SecretValue(value),
          },
        ];
  });
};

const asRecord = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

const asList = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.map(asRecord) : []);

/** Empty text says nothing, as null does. */
const asText = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
