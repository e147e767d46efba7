import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderField } from '../../../../src/render/fields/explain-text.js';
import { readFields, type Field, type SchemaNode } from '../../../../src/render/fields/field.js';
import { findField } from '../../../../src/render/fields/find-field.js';
import { scaffoldEntry, scaffoldManifest } from '../../../../src/render/fields/scaffold-yaml.js';
import { createPaint } from '../../../../src/render/text/paint.js';
import { loadFiles } from '../../manifest/load-text.js';

const SCHEMA = JSON.parse(
  readFileSync(new URL('../../../../schemas/manifest.schema.json', import.meta.url), 'utf8'),
) as SchemaNode;
const MANIFEST = readFields(SCHEMA);
const ENTRY = MANIFEST.fields.find(({ name }) => name === 'overrides')?.entry ?? MANIFEST;
const KINDS = ENTRY.choices[0] ?? [];
const SOURCES = ENTRY.fields.find(({ name }) => name === 'valueFrom')?.choices[0] ?? [];

const explain = (path: string, isDeep = false): string => {
  const search = findField(MANIFEST, path);
  if (search.kind === 'unknown') throw new Error(`there is no ${search.name}`);
  return renderField(search, { paint: createPaint(false), isDeep });
};

const pathsOf = (field: Field, path: string): readonly string[] => [
  path,
  ...field.fields.flatMap((child) => pathsOf(child, `${path}.${child.name}`)),
];

describe('explaining a field', () => {
  it('says type, meaning, what it must be, default and an example', () => {
    expect(explain('stack')).toBe(
      [
        'stack  <string>',
        '',
        '  Who owns these overrides. No stack touches the overrides of another.',
        '  It must be 1 to 24 lower-case letters, digits or hyphens.',
        '  Default: "default"',
        '',
        'Example:',
        '  stack: storefront',
        '',
      ].join('\n'),
    );
  });

  it('lists what is in a map, what is required there, and the alternatives', () => {
    const text = explain('override.valueFrom');
    expect(text).toContain('\n  sops  <map>\n      One value of an encrypted file.\n');
    expect(text).toContain('\n  path  <list of strings or integers>  only with source\n');
    expect(text).toContain('Exactly one of env, file, sops, exec, vault');
    expect(explain('override.valueFrom.vault')).toContain('\n  mount  <string>  required\n');
  });

  it('takes an entry of a list or a map under any of its names', () => {
    for (const path of [
      'overrides[].valueFrom',
      'overrides.0.valueFrom',
      'override.valueFrom',
      'overrides[3].valueFrom',
    ]) {
      expect(explain(path).split('\n')[2]).toBe(explain('override.valueFrom').split('\n')[2]);
    }
    expect(explain('sources.db.exec.timeout')).toContain('500ms');
    expect(explain('source.exec')).toContain('command  <list of strings>  required');
  });

  it('knows every field of the schema, each with a meaning and an example', () => {
    const paths = [...pathsOf(ENTRY, 'override'), ...MANIFEST.fields.map(({ name }) => name)];
    expect(paths.length).toBeGreaterThan(40);
    for (const path of paths)
      expect(explain(path), path).toMatch(/^\S+ {2}<.+>.*\n\n {2}\S[^]*Example:\n {2}\S/);
  });

  it('lists all levels, if asked to', () => {
    expect(explain('override')).not.toContain('mount');
    expect(explain('override', true)).toContain('\n      mount  <string>  required\n');
  });

  it('says which fields there are instead', () => {
    expect(findField(MANIFEST, 'override.valueFrom.file.pth')).toEqual({
      kind: 'unknown',
      name: 'pth',
      parent: 'override.valueFrom.file',
      known: ['path'],
    });
  });
});

describe('a scaffold', () => {
  const combinations = KINDS.flatMap((kind) => SOURCES.map((source) => ({ kind, source })));

  /** A source that nobody uses, or nothing to replace, is only a warning. */
  const check = async (text: string): Promise<void> => {
    const { diagnostics, manifests } = await loadFiles({ 'a.yaml': text });
    expect(
      diagnostics.filter(({ severity }) => severity === 'error'),
      text,
    ).toEqual([]);
    expect(manifests.overrides.length + manifests.matches.length).toBeGreaterThan(0);
  };

  const wantedOf = ({
    kind,
    source,
  }: {
    readonly kind: string;
    readonly source: string;
  }): ReadonlySet<string> => new Set([kind, source, ...(source === 'source' ? ['sources'] : [])]);

  it.each(combinations)('of a manifest is one: $kind, $source', async (combination) => {
    const text = scaffoldManifest(MANIFEST, wantedOf(combination));
    await check(text);
    expect(text).toMatch(new RegExp(`^ +- ${combination.kind}:`, 'm'));
    expect(text).toMatch(new RegExp(`^ +${combination.source}:`, 'm'));
  });

  it.each(combinations)('is one still when the comments are removed: $kind, $source', async (combination) => {
    const text = scaffoldManifest(MANIFEST, wantedOf(combination));
    await check(text.replaceAll(/^( *)# ((?: |- )*[a-z]\w*:(?: |$)|(?: )+- )/gm, '$1$2'));
  });

  it('of an override fits into a list', async () => {
    const entry = scaffoldEntry(ENTRY, new Set(['job', 'file']));
    await check(`version: 1\noverrides:\n${entry.replaceAll(/^/gm, '  ')}`);
  });
});
