import { posix } from 'node:path';
import type { DraftOverride, ManifestDraft } from '../../model/import.js';
import { composeManifest } from '../../manifest/writing/compose-manifest.js';
import type { Scope } from '../../model/scope.js';
import type { Overridable } from '../../plan/import/overridable.js';
import { nameVariables } from '../../plan/import/variable-names.js';
import { isCredential } from '../../values/credentials.js';
import { writeName, type ChosenPlace } from './choose-place.js';
import type { ChosenSecrets } from './choose-secrets.js';

/** A manifest to be written. */
export interface FirstManifest {
  /** As shown to people; relative to the working folder. */
  readonly path: string;
  readonly text: string;
  /** The environment variables that its values come from. */
  readonly variables: readonly string[];
}

const SCHEMA = 'node_modules/qoverride/schemas/manifest.schema.json';

/** Shows what an override looks like if no secret is known. */
const SAMPLE: DraftOverride = {
  scopeType: 'APPLICATION',
  service: 'checkout',
  secret: 'DATABASE_URL',
  env: 'CHECKOUT_DATABASE_URL',
  description: null,
  enableInterpolationInFile: null,
};

/** Most overrides that a manifest shows in comments. */
const MOST_SHOWN = 20;

/**
 * Writes the first manifest of an environment. If no secret was chosen, it lists those that can be overridden as comments, ready to be
 * uncommented.
 */
export const writeFirstManifest = (
  { path, place, stack }: { readonly path: string; readonly place: ChosenPlace; readonly stack: string },
  { chosen, others }: ChosenSecrets,
): FirstManifest => {
  const drafts = draftOverrides(chosen.length > 0 ? chosen : others.slice(0, MOST_SHOWN), place.services);
  const draft: ManifestDraft = {
    stack,
    organization: place.organization,
    project: place.project,
    environment: place.environment,
    overrides: drafts.length > 0 ? drafts : [SAMPLE],
  };
  const schema = posix.join(posix.relative(posix.dirname(path), '.') || '.', SCHEMA);
  const text = composeManifest([draft], [`yaml-language-server: $schema=${schema}`]);
  return chosen.length > 0
    ? { path, text, variables: drafts.map(({ env }) => env) }
    : { path, text: commentOut(text), variables: [] };
};

const draftOverrides = (
  secrets: readonly Overridable[],
  services: readonly Scope[],
): readonly DraftOverride[] => {
  const wanted = secrets.map(({ scope, key }) => ({ scope, secretKey: key }));
  const variables = nameVariables(wanted, { taken: new Set(), isCredential });
  return secrets.map(({ scope, secret }, index) => ({
    scopeType: scope.type,
    service: writeName(toNamed(scope), services.filter(({ type }) => type === scope.type).map(toNamed)),
    secret,
    env: variables[index] ?? '',
    description: null,
    enableInterpolationInFile: null,
  }));
};

const toNamed = ({ id, service }: Scope) => ({ id, name: service ?? id });

/** Leaves the list of overrides empty, with its entries as comments below. */
const commentOut = (text: string): string => {
  const [head = '', entries = ''] = text.split(/^overrides:\n/m);
  const comments = entries.split('\n').filter((line) => line !== '');
  return [
    `${head}overrides: []`,
    '# To override a secret, write it instead of the [] above, such as:',
    ...comments.map((line) => `# ${line}`),
    '',
  ].join('\n');
};
