import { scopeWord } from '../../src/model/scope.js';
import fc from 'fast-check';
import { stringify } from 'yaml';
import type { SandboxSeed, SeedSecret, SeedService } from '../../src/sandbox/seed/seed.js';
import { HEAD, seedShop } from './worlds/index.js';

/** A world for the sandbox, manifests for it, and the environment that their values come from. */
export interface Estate {
  readonly seed: SandboxSeed;
  /** File name → manifest text. */
  readonly manifests: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  /** Every value that must never be printed. */
  readonly values: readonly string[];
}

const TYPES = ['APPLICATION', 'CONTAINER', 'JOB', 'HELM', 'TERRAFORM', 'AGENTIC_WORKFLOW'] as const;
const KEYS = ['ALPHA', 'BETA', 'GAMMA', 'DELTA'] as const;
const SERVICES = ['checkout', 'worker', 'reports'] as const;

const description = fc.option(
  fc.string({
    unit: fc.constantFrom('a', 'B', ' ', '[', ']', ':', '#', '\n', 'é', '😀', '"'),
    maxLength: 60,
  }),
  { nil: undefined },
);

/** What exists at a service for one key that the environment has. */
const live = fc.constantFrom('nothing', 'override', 'own');

const declared = fc.record({
  service: fc.constantFrom(...SERVICES),
  key: fc.constantFrom(...KEYS),
  description,
  interpolation: fc.option(fc.boolean(), { nil: undefined }),
  file: fc.constantFrom('a.yaml', 'b.yaml', 'c.json'),
  value: fc.oneof(
    fc.uuid().map((id) => `value-${id}`),
    fc.uuid().map((id) => `line one ${id}\nline two "${id}" \\ ${id}`),
  ),
});

/** Any world of three services, some with overrides or secrets of their own, and manifests that want some of them. */
export const anyEstate: fc.Arbitrary<Estate> = fc
  .record({
    types: fc.tuple(fc.constantFrom(...TYPES), fc.constantFrom(...TYPES), fc.constantFrom(...TYPES)),
    live: fc.array(live, { minLength: 12, maxLength: 12 }),
    liveDescription: description,
    wanted: fc.uniqueArray(declared, {
      minLength: 1,
      maxLength: 8,
      selector: ({ service, key }) => `${service}/${key}`,
    }),
  })
  .map(({ types, live: existing, liveDescription, wanted }) => {
    const services = SERVICES.map((name, index): SeedService => ({
      name,
      type: types[index] ?? 'APPLICATION',
      secrets: KEYS.flatMap((key, keyIndex): readonly SeedSecret[] => {
        const state = existing[index * KEYS.length + keyIndex];
        if (state === 'nothing') return [];
        return [
          {
            key,
            value: 'live-value-of-nobody',
            ...(state === 'override' ? { overrides: true } : {}),
            ...(liveDescription === undefined ? {} : { description: liveDescription }),
          },
        ];
      }),
    }));
    const isOwn = (service: string, key: string): boolean =>
      services.some(
        ({ name, secrets }) =>
          name === service && secrets?.some((secret) => secret.key === key && secret.overrides !== true),
      );
    const entries = wanted.filter(({ service, key }) => !isOwn(service, key));
    const env: Record<string, string> = {};
    const files: Record<string, object[]> = {};
    for (const [index, entry] of entries.entries()) {
      const variable = `VALUE_${index}`;
      env[variable] = entry.value;
      const type = types[SERVICES.indexOf(entry.service)] ?? 'APPLICATION';
      (files[entry.file] ??= []).push({
        [scopeWord(type)]: entry.service,
        secret: entry.key,
        valueFrom: { env: variable },
        ...(entry.description === undefined ? {} : { description: entry.description }),
        ...(entry.interpolation === undefined ? {} : { enableInterpolationInFile: entry.interpolation }),
      });
    }
    return {
      seed: seedWith(services),
      manifests: Object.fromEntries(
        Object.entries(files).map(([file, overrides]) => [
          `overrides/${file}`,
          (file.endsWith('.json') ? JSON.stringify : stringify)({ ...HEAD, overrides }),
        ]),
      ),
      env,
      values: Object.values(env),
    };
  })
  .filter(({ values }) => values.length > 0);

const seedWith = (services: readonly SeedService[]): SandboxSeed => seedShop({ production: KEYS, services });
