import { describe, expect, it } from 'vitest';
import { SOURCE_CREDENTIALS, valueSourceName } from '../../../../src/model/value-reference.js';
import { alternativesOf, loadSchema, type SchemaPart } from '../../../../src/manifest/check/schema.js';
import { manifestShape, sourceProperties, type Shape } from '../../../../src/manifest/check/shape.js';
import { READ_NAMES } from '../../../../src/manifest/read/read-source.js';
import { loadText } from '../load-text.js';

const { root } = loadSchema();
const partOf = (name: string): SchemaPart & { readonly examples?: readonly object[] } =>
  root.$defs?.[name] ?? {};

/** Each property of a shape that frames may show, with its path. */
const listVisible = (shape: Shape, path = ''): readonly string[] => {
  switch (shape.kind) {
    case 'visible':
      return [path];
    case 'hidden':
      return [];
    case 'list':
      return listVisible(shape.item, `${path}[]`);
    case 'named':
      return listVisible(shape.item, `${path}.*`);
    case 'map':
      return Object.entries(shape.properties).flatMap(([name, property]) =>
        listVisible(property, path === '' ? name : `${path}.${name}`),
      );
  }
};

describe('the shape that the schema gives a manifest', () => {
  it('shows only what cannot be part of a secret', () => {
    expect(listVisible(manifestShape()).toSorted()).toEqual(
      [
        'version',
        'stack',
        'exclusive',
        'organization',
        'project',
        'environment',
        ...['application', 'container', 'job', 'helm', 'terraform', 'agenticWorkflow', 'scope', 'secret'].map(
          overrideAt,
        ),
        ...[
          'applications',
          'containers',
          'jobs',
          'helms',
          'terraforms',
          'agenticWorkflows',
          'services.kinds',
          'secrets',
        ]
          .map(overrideAt)
          .map((path) => `${path}[]`),
        overrideAt('replaces'),
        ...[
          'enableInterpolationInFile',
          'optional',
          'allowEmpty',
          'allowUnauthenticated',
          'allowSuspicious',
        ].flatMap(anywhere),
        ...['valueFrom.source', 'valueFrom.sops.format', 'valueFrom.exec.format'].flatMap(anywhere),
        ...['valueFrom.exec.timeout', 'valueFrom.vault.version', 'valueFrom.vault.kvVersion'].flatMap(
          anywhere,
        ),
        ...['sops.format', 'exec.format', 'exec.timeout', 'vault.version', 'vault.kvVersion'].map(
          (name) => `sources.*.${name}`,
        ),
      ].toSorted(),
    );
  });
});

/** What an override and the defaults of its document both have. */
const anywhere = (name: string): readonly string[] => [overrideAt(name), `defaults.${name}`];

const overrideAt = (name: string): string => `overrides[].${name}`;

describe('the sources that the schema allows', () => {
  it('are those that the readers know', () => {
    const known = ['env', 'file', 'source', ...READ_NAMES].toSorted();
    expect([...sourceProperties()].toSorted()).toEqual(known);
    const { path, ...sources } = partOf('valueFrom').properties ?? {};
    expect(path).toBeDefined();
    expect(Object.keys(sources).toSorted()).toEqual(known);
  });

  it('can be shared where they are read as a whole', () => {
    const shared = partOf('source');
    expect(Object.keys(shared.properties ?? {}).toSorted()).toEqual([...READ_NAMES].toSorted());
    expect([...alternativesOf(shared)].toSorted()).toEqual([...READ_NAMES].toSorted());
  });

  it('all say which credentials they are read with', () => {
    expect(Object.keys(SOURCE_CREDENTIALS).toSorted()).toEqual([...READ_NAMES].toSorted());
  });

  it('have an example each, which is read as that source', async () => {
    const { examples = [] } = partOf('valueFrom');
    const names = examples.map((example) => Object.keys(example)[0] ?? '');
    expect([...new Set(names)].toSorted()).toEqual([...sourceProperties()].toSorted());
    const entries = examples.map((valueFrom, index) => ({
      application: 'checkout',
      secret: `KEY_${String(index)}`,
      valueFrom,
    }));
    const { manifests, diagnostics } = await loadText(
      JSON.stringify({
        version: 1,
        organization: 'Acme',
        project: 'shop',
        environment: 'production',
        sources: { db: { exec: { command: ['op'], format: 'json' } } },
        overrides: entries,
      }),
    );
    expect(diagnostics).toEqual([]);
    expect(manifests.overrides.map(({ valueFrom }) => valueSourceName(valueFrom))).toEqual(names);
  });
});
