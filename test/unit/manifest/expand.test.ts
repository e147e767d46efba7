import { describe, expect, it } from 'vitest';
import type { DeclaredOverride } from '../../../src/model/declared-override.js';
import type { LoadedManifests } from '../../../src/manifest/load.js';
import { loadFiles, summarize } from './load-text.js';

const HEAD = 'version: 1\norganization: Acme\nproject: shop\nenvironment: Prod EU\n';

const load = (text: string): Promise<LoadedManifests> => loadFiles({ 'a.yaml': `${HEAD}${text}` });

/** Each override in one line: kind/service/secret and what its value is read from. */
const lines = (overrides: readonly DeclaredOverride[]): readonly string[] =>
  overrides.map(({ scopeType, service, secret, valueFrom }) =>
    [scopeType.toLowerCase(), service, secret, describeSource(valueFrom)].join(' '),
  );

const describeSource = (valueFrom: DeclaredOverride['valueFrom']): string => {
  if (valueFrom.kind === 'env') return valueFrom.name;
  if (valueFrom.kind === 'file') return valueFrom.path;
  if (valueFrom.kind !== 'read') return '';
  const { read, path } = valueFrom;
  const place = read.kind === 'sops' ? read.file : read.kind === 'vault' ? read.path : '';
  return `${place}:${path.join('.')}`;
};

describe('an entry for several overrides', () => {
  it('stands for each service with each secret, in order, and names are put in', async () => {
    const { manifests, diagnostics } = await load(
      'overrides:\n  - applications: [app-0, cart]\n    secrets: [DB, KEY]\n    valueFrom: { env: "{service}_{kind}_{secret}" }\n',
    );
    expect(diagnostics).toEqual([]);
    expect(lines(manifests.overrides)).toEqual([
      'application app-0 DB APP_0_APPLICATION_DB',
      'application app-0 KEY APP_0_APPLICATION_KEY',
      'application cart DB CART_APPLICATION_DB',
      'application cart KEY CART_APPLICATION_KEY',
    ]);
  });

  it('gives each override the place of its entry, and of its own names', async () => {
    const { manifests } = await load(
      'overrides:\n  - containers: [a, b]\n    secrets:\n      - K\n      - L\n    valueFrom: { env: X }\n',
    );
    expect(
      manifests.overrides.map(({ location, places }) => [location.line, places.target, places.secret]),
    ).toEqual(
      [
        [6, 'a', 8],
        [6, 'a', 9],
        [6, 'b', 8],
        [6, 'b', 9],
      ].map(([line, service, secret]) => [
        line,
        { file: 'a.yaml', line: 6, column: service === 'a' ? 18 : 21 },
        { file: 'a.yaml', line: secret, column: 9 },
      ]),
    );
  });

  it('puts names into paths of SOPS files and Vault secrets, into files and descriptions, and leaves other braces', async () => {
    const { manifests, diagnostics } = await load(
      [
        'overrides:',
        '  - jobs: [nightly]',
        '    secret: A',
        '    description: "{secret} of {kind} {service} in {environment}, not {{KEY}} nor {this}"',
        '    valueFrom: { sops: { file: "s/{environment}/{service}.yaml", path: ["{kind}", "{secret}", "{other}"] } }',
        '  - { job: nightly, secret: B, valueFrom: { vault: { mount: kv, path: "shop/{service}", field: "{secret}" } } }',
        '  - { job: nightly, secret: C, valueFrom: { file: { path: "{kind}-{secret}.pem" } } }',
        '  - { scope: environment, secret: D, valueFrom: { env: "{kind}_{secret}" } }',
        '  - { job: nightly, secret: E, valueFrom: { env: "{environment}_{secret}" } }',
      ].join('\n'),
    );
    expect(diagnostics).toEqual([]);
    expect(lines(manifests.overrides)).toEqual([
      'job nightly A s/Prod EU/nightly.yaml:job.A.{other}',
      'job nightly B shop/nightly:B',
      'job nightly C job-C.pem',
      'environment  D ENVIRONMENT_D',
      // Names of the target stay as they are written.
      'job nightly E Prod EU_E',
    ]);
    expect(manifests.overrides[0]?.description).toBe('A of job nightly in Prod EU, not {{KEY}} nor {this}');
  });

  it('refuses names that stand for nothing, or that would leave their part of a path', async () => {
    const loaded = await load(
      [
        'sources: { s: { sops: { file: "{service}.yaml" } } }',
        'overrides:',
        '  - { scope: project, secret: A, valueFrom: { env: "{service}" } }',
        '  - { application: "../b", secret: A, valueFrom: { file: { path: "x/{service}" } } }',
        '  - { application: c, secret: A, valueFrom: { source: s, path: [a] } }',
      ].join('\n'),
    );
    expect(summarize(loaded)).toEqual([
      'placeholder-unset 5:31',
      'placeholder-unset 7:52',
      'unsafe-name 8:66',
    ]);
  });

  it('refuses two names that become one variable, and only these', async () => {
    const entry = (services: string, env: string): string =>
      `overrides:\n  - { applications: [${services}], secrets: [K, L], valueFrom: { env: "${env}" } }\n`;
    const loaded = await load(entry('app-0, app.0', '{service}_{secret}'));
    expect(summarize(loaded)).toEqual(['placeholder-collision 6:72', 'placeholder-collision 6:72']);
    expect(loaded.diagnostics[0]?.message).toBe('"app-0_K" and "app.0_K" both become the variable APP_0_K');
    expect((await load(entry('app-0, app.0', '{secret}'))).diagnostics).toEqual([]);
    expect((await load(entry('app-0, App-1', '{service}'))).diagnostics).toEqual([]);
  });

  it('reports what is wrong with it once', async () => {
    const long = 'x'.repeat(300);
    const loaded = await load(
      `overrides:\n  - { applications: [a, b, c], secrets: [K, L], description: ${long}, valueFrom: { env: A } }\n`,
    );
    expect(summarize(loaded)).toEqual(['description-too-long 6:62']);
  });

  it('refuses to fill the memory', async () => {
    const many = Array.from({ length: 400 }, (_, index) => `n${String(index)}`).join(', ');
    const loaded = await load(
      `overrides:\n  - { applications: [${many}], secrets: [${many}], valueFrom: { env: A } }\n`,
    );
    expect(summarize(loaded)).toEqual(['too-many-overrides 6:5']);
  });

  it('refuses two ways to name services or secrets, and empty lists', async () => {
    const loaded = await load(
      [
        'overrides:',
        '  - { application: a, applications: [b], secret: K, valueFrom: { env: A } }',
        '  - { application: a, secret: K, secrets: [L], valueFrom: { env: A } }',
        '  - { applications: [], secret: K, valueFrom: { env: A } }',
        '  - { services: { kinds: [application] }, secret: K, valueFrom: { env: A } }',
        '  - { services: { match: a, kinds: [lambda] }, secret: K, valueFrom: { env: A } }',
      ].join('\n'),
    );
    expect(summarize(loaded)).toEqual([
      'conflicting-properties 6:23',
      'conflicting-properties 7:34',
      'bad-format 8:21',
      'missing-property 9:17',
      'not-one-of 10:37',
    ]);
  });
});

describe('defaults of a document', () => {
  it('fill in what entries leave out, each by itself', async () => {
    const { manifests, diagnostics } = await load(
      [
        'defaults:',
        '  valueFrom: { env: "{service}_{secret}" }',
        '  description: from git',
        '  optional: true',
        'overrides:',
        '  - { application: a, secret: K }',
        '  - { application: b, secret: K, description: "", valueFrom: { env: OWN } }',
        '  - { application: c, secret: K, value: text, optional: false }',
      ].join('\n'),
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(['plaintext-value']);
    expect(lines(manifests.overrides)).toEqual([
      'application a K A_K',
      'application b K OWN',
      'application c K ',
    ]);
    expect(manifests.overrides.map(({ description, optional }) => [description, optional])).toEqual([
      ['from git', true],
      ['', true],
      ['from git', false],
    ]);
  });

  it('are reported once where they are wrong, and a value is still needed without them', async () => {
    expect(
      summarize(
        await load('defaults: { valueFrom: { env: 1 } }\noverrides:\n  - { application: a, secret: K }\n'),
      ),
    ).toEqual(['wrong-type 5:31']);
    expect(
      summarize(await load('defaults: { optional: true }\noverrides:\n  - { application: a, secret: K }\n')),
    ).toEqual(['missing-property 7:5']);
    expect(summarize(await load('defaults: { application: a }\noverrides: []\n'))).toEqual([
      'unknown-property 5:13',
    ]);
  });
});

describe('an entry that replaces another', () => {
  const list = 'overrides:\n  - { applications: [a, b], secret: K, valueFrom: { env: L } }\n';

  it('must be more exact, come later, and say so', async () => {
    const single = '  - { application: a, secret: K, valueFrom: { env: S }';
    const { manifests, diagnostics } = await load(`${list}${single}, replaces: true }\n`);
    expect(diagnostics).toEqual([]);
    expect(lines(manifests.overrides)).toEqual(['application b K L', 'application a K S']);
    expect(summarize(await load(`${list}${single} }\n`))).toEqual(['duplicate-override 7:5']);
    expect(
      summarize(
        await load(`${list}  - { applications: [a], secret: K, valueFrom: { env: S }, replaces: true }\n`),
      ),
    ).toEqual(['duplicate-override 7:5']);
  });

  it('is warned about where it replaces nothing', async () => {
    const loaded = await load(
      'overrides:\n  - { application: a, secret: K, valueFrom: { env: S }, replaces: true }\n',
    );
    expect(summarize(loaded)).toEqual(['needless-replaces 6:5']);
    expect(loaded.manifests.overrides).toHaveLength(1);
  });
});

describe('an entry for services that a glob finds', () => {
  it('declares what each service gets once it is found', async () => {
    const { manifests, diagnostics } = await load(
      'overrides:\n  - services: { match: "api-*", kinds: [job, container] }\n    secrets: [K, L]\n    valueFrom: { env: "{service}_{secret}" }\n    optional: true\n',
    );
    expect(diagnostics).toEqual([]);
    expect(manifests.overrides).toEqual([]);
    const [match] = manifests.matches;
    expect(match).toMatchObject({ glob: 'api-*', kinds: ['CONTAINER', 'JOB'], optional: true });
    expect(match?.location).toEqual({ file: 'a.yaml', line: 6, column: 24 });
    const declared = match?.declare({ type: 'JOB', name: 'api-1' });
    expect(declared?.diagnostics).toEqual([]);
    expect(lines(declared?.overrides ?? [])).toEqual(['job api-1 K API_1_K', 'job api-1 L API_1_L']);
    expect(declared?.overrides.map(({ precision }) => precision)).toEqual(['matched', 'matched']);
  });

  it('is checked offline, and a name of a service that is unsafe in a path is reported when it is found', async () => {
    expect(
      summarize(
        await load(
          'overrides:\n  - { services: { match: "*" }, secret: K, valueFrom: { file: { path: "{servce}" } } }\n',
        ),
      ),
    ).toEqual(['unknown-placeholder 6:71']);
    const { manifests } = await load(
      'overrides:\n  - { services: { match: "*" }, secret: K, valueFrom: { file: { path: "{service}" } } }\n',
    );
    const declared = manifests.matches[0]?.declare({ type: 'JOB', name: '..' });
    expect(declared?.diagnostics).toMatchObject([{ code: 'unsafe-name', location: { line: 6 } }]);
  });
});
