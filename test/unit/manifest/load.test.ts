import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadManifests, reviewManifests } from '../../../src/manifest/load.js';
import { loadFiles, loadText, NO_NAMES, summarize } from './load-text.js';

const fixtures = fileURLToPath(new URL('fixtures', import.meta.url));
const loadFixture = (path: string) =>
  loadManifests({ paths: [path], cwd: fixtures, flags: NO_NAMES, defaults: NO_NAMES, strict: false });

const overriding = (secret: string): string =>
  `version: 1\nproject: p\nenvironment: e\noverrides:\n  - { application: a, secret: ${secret}, valueFrom: { env: A } }\n`;

describe('loadManifests', () => {
  it('reads everything a manifest can say', async () => {
    const { manifests, diagnostics } = await loadFixture('complete');
    expect(diagnostics).toEqual([]);
    expect(manifests.files).toEqual(['complete/shop.yaml']);
    expect(manifests.targets).toEqual([
      {
        stack: 'storefront',
        stackIsWritten: true,
        organization: 'Acme',
        project: 'shop',
        environment: 'production',
        location: { file: 'complete/shop.yaml', line: 1, column: 1 },
      },
    ]);
    expect(
      manifests.overrides.map(({ scopeType, service, secret, valueFrom }) => [
        scopeType,
        service,
        secret,
        valueFrom,
      ]),
    ).toEqual([
      ['APPLICATION', 'checkout', 'DATABASE_URL', { kind: 'env', name: 'CHECKOUT_production' }],
      [
        'CONTAINER',
        'worker',
        'STRIPE_KEY',
        {
          kind: 'read',
          read: { kind: 'sops', file: 'secrets/production.enc.yaml', format: null },
          source: null,
          path: ['stripe', 0, ''],
        },
      ],
      ['JOB', 'nightly', 'TLS_CERT', { kind: 'file', path: 'certs/checkout.pem' }],
      [
        'ENVIRONMENT',
        null,
        'PAYMENTS_TOKEN',
        {
          kind: 'read',
          read: { kind: 'exec', command: ['op', 'read', 'op://prod/db/json'], format: 'json', timeout: 5000 },
          source: 'db',
          path: ['payments', 'token'],
        },
      ],
      [
        'PROJECT',
        null,
        'PAYMENTS_TOKEN',
        {
          kind: 'read',
          read: { kind: 'vault', mount: 'secret', path: 'shop/production', version: 3, kvVersion: null },
          source: 'kv',
          path: ['token'],
        },
      ],
      [
        'HELM',
        'ingress',
        'TOKEN',
        {
          kind: 'read',
          read: { kind: 'vault', mount: 'secret', path: 'Acme/shop', version: null, kvVersion: 1 },
          source: null,
          path: ['token'],
        },
      ],
      [
        'TERRAFORM',
        'network',
        'TOKEN',
        {
          kind: 'read',
          read: { kind: 'exec', command: ['pass', 'show', 'network'], format: 'text', timeout: null },
          source: null,
          path: [],
        },
      ],
    ]);
  });

  it('fills in what entries leave out, and says where their parts are', async () => {
    const { manifests } = await loadFixture('complete');
    const [first, second, third] = manifests.overrides;
    expect(first).toMatchObject({
      description: "Checkout's own replica",
      enableInterpolationInFile: null,
      optional: false,
      allowEmpty: false,
      allowUnauthenticated: false,
      allowSuspicious: false,
      precision: 'single',
      replaces: false,
      folder: `${fixtures}/complete`,
      location: { line: 12, column: 5 },
      places: {
        target: { line: 12, column: 18 },
        secret: { line: 13, column: 13 },
        value: { line: 14, column: 18 },
        description: { line: 15, column: 18 },
      },
    });
    expect(second).toMatchObject({ description: null, optional: true, places: { description: null } });
    expect(third).toMatchObject({ enableInterpolationInFile: false });
    expect(manifests.overrides.at(-1)).toMatchObject({ description: '' });
  });

  it('reads JSON as the YAML it is', async () => {
    const loaded = await loadFixture('json/shop.json');
    expect(summarize(loaded)).toEqual(['unknown-property 6:34']);
    expect(loaded.manifests.overrides.map(({ secret }) => secret)).toEqual(['A']);
  });

  it('reads several documents of a file, empty ones left out, each with a target of its own', async () => {
    const { manifests, diagnostics } = await loadText(`---
version: 1
environment: one
overrides: []
---
---
version: 1
stack: other
environment: two
overrides:
  - { application: a, secret: A, valueFrom: { env: A } }
`);
    expect(diagnostics).toEqual([]);
    expect(manifests.targets).toMatchObject([
      { stack: 'default', stackIsWritten: false, environment: 'one', location: { line: 2 } },
      { stack: 'other', stackIsWritten: true, environment: 'two', location: { line: 7 } },
    ]);
    expect(manifests.overrides).toMatchObject([{ stack: 'other', environment: 'two' }]);
  });

  it('gives the same for a byte order mark, CRLF line breaks and neither', async () => {
    const text =
      'version: 1\noverrides:\n  - application: a\n    secret: A\n    valueFrom: { env: A }\n    x: 1\n';
    const plain = await loadText(text);
    const { manifests, diagnostics } = await loadText(`\uFEFF${text.replaceAll('\n', '\r\n')}`);
    expect(diagnostics).toEqual(plain.diagnostics);
    expect(diagnostics).toMatchObject([{ code: 'unknown-property', location: { line: 6, column: 5 } }]);
    expect(manifests.targets).toEqual(plain.manifests.targets);
  });

  it('takes names from the manifest, then the flag, then the default', async () => {
    const { manifests, diagnostics } = await loadText('version: 1\nproject: shop\noverrides: []\n', {
      flags: { organization: null, project: 'shop', environment: 'preview' },
      defaults: { organization: 'Acme', project: 'other', environment: 'production' },
    });
    expect(diagnostics).toEqual([]);
    expect(manifests.targets).toMatchObject([
      { organization: 'Acme', project: 'shop', environment: 'preview' },
    ]);
  });

  it('refuses a flag that contradicts a manifest, at the key, but not a default', async () => {
    const loaded = await loadText('version: 1\nproject: shop\noverrides: []\n', {
      flags: { ...NO_NAMES, project: 'store' },
      defaults: { ...NO_NAMES, project: 'third' },
    });
    expect(loaded.diagnostics).toMatchObject([
      {
        severity: 'error',
        code: 'target-conflict',
        message: '--project "store" contradicts project "shop" in the manifest',
        location: { line: 2, column: 1 },
      },
    ]);
  });

  it('refuses a flag without a name, which an unset variable leaves behind', async () => {
    const { diagnostics } = await loadText('version: 1\noverrides: []\n', {
      flags: { ...NO_NAMES, environment: '' },
    });
    expect(diagnostics).toMatchObject([{ severity: 'error', code: 'empty-flag' }]);
  });

  it.each([
    ['application', (name: string) => `  - { application: ${name}, secret: A, valueFrom: { env: B } }`],
    ['secret', (name: string) => `  - { application: a, secret: ${name}, valueFrom: { env: B } }`],
    ['env', (name: string) => `  - { application: a, secret: A, valueFrom: { env: ${name} } }`],
  ])('takes at most 255 characters for %s', async (_property, entry) => {
    const load = (length: number) => loadText(`version: 1\noverrides:\n${entry('A'.repeat(length))}\n`);
    expect((await load(255)).diagnostics).toEqual([]);
    const { diagnostics } = await load(256);
    expect(diagnostics).toMatchObject([{ code: 'bad-format', location: { line: 3 } }]);
    expect(diagnostics[0]?.message).toContain('must have at most 255 characters');
  });

  it('takes at most 255 characters for a name of a flag or variable', async () => {
    const text = 'version: 1\noverrides: []\n';
    for (const names of ['flags', 'defaults']) {
      const load = (length: number) =>
        loadText(text, { [names]: { ...NO_NAMES, project: 'a'.repeat(length) } });
      expect((await load(255)).diagnostics).toEqual([]);
      expect((await load(256)).diagnostics).toMatchObject([
        { code: 'bad-format', message: 'the name of the project must have at most 255 characters' },
      ]);
    }
  });

  it('finds duplicates over all files and names both places', async () => {
    const { diagnostics } = await loadFiles({
      'a.yaml': overriding('X'),
      'b.yaml': overriding('X'),
      'c.yaml': overriding('Y'),
    });
    expect(diagnostics).toMatchObject([
      {
        code: 'duplicate-override',
        message: 'the secret "X" is overridden twice at application "a", first at a.yaml:5:5',
        location: { file: 'b.yaml', line: 5, column: 5 },
        related: [{ location: { file: 'a.yaml', line: 5, column: 5 } }],
      },
    ]);
    expect(diagnostics[0]?.frame).toContain('> 5 |   - {');
  });

  it('warns about a literal value, and refuses it when strict', async () => {
    const text = 'version: 1\noverrides:\n  - { application: a, secret: A, value: hunter2 }\n';
    const relaxed = await loadText(text);
    expect(relaxed.diagnostics).toMatchObject([
      { severity: 'warning', code: 'plaintext-value', location: { line: 3, column: 34 } },
    ]);
    const literal = relaxed.manifests.overrides[0]?.valueFrom;
    expect(literal?.kind === 'literal' ? literal.value.reveal() : null).toBe('hunter2');
    const strict = await loadText(text, { strict: true });
    expect(strict.diagnostics).toMatchObject([{ severity: 'error', code: 'plaintext-value' }]);
  });

  it('draws frames for findings of other steps', async () => {
    const { manifests, frameAt } = await loadFixture('complete');
    const place = manifests.overrides[0]?.places.target;
    expect(place === undefined ? null : frameAt(place)).toBe(
      [
        '  11 | overrides:',
        '> 12 |   - application: checkout',
        '     |                  ^',
        '  13 |     secret: DATABASE_URL',
      ].join('\n'),
    );
    expect(frameAt({ file: 'elsewhere.yaml', line: 1, column: 1 })).toBeNull();
  });
});

describe('reviewManifests', () => {
  it('finds what loadManifests finds, and counts what that reads', async () => {
    const options = { paths: ['.'], cwd: fixtures, flags: NO_NAMES, defaults: NO_NAMES, strict: true };
    const { manifests, diagnostics } = await loadManifests(options);
    expect(manifests.overrides).not.toHaveLength(0);
    expect(await reviewManifests(options)).toEqual({
      files: manifests.files.length,
      overrides: manifests.overrides.length,
      matches: manifests.matches.length,
      diagnostics,
    });
  });
});
