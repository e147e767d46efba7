import { describe, expect, it } from 'vitest';
import { loadText, summarize } from '../load-text.js';

const entry = (rest: string): string => `version: 1\noverrides:\n  - { ${rest} }\n`;
const from = (rest: string): string => entry(`application: a, secret: A, valueFrom: { ${rest} }`);
const shared = (source: string, use: string): string =>
  `version: 1\nsources: { s: { ${source} } }\noverrides:\n  - { application: a, secret: A, valueFrom: { ${use} } }\n`;

/** Text of a manifest, then what is found: code and place, message, hint. */
const CASES: [string, string, string, string?][] = [
  ['overrides: []\n', 'missing-property 1:1', 'the manifest lacks "version"'],
  ['version: 1\n', 'missing-property 1:1', 'the manifest lacks "overrides"'],
  ['version: 2\noverrides: []\n', 'not-one-of 1:10', '"version" must be 1'],
  [
    'version: "1"\noverrides: []\n',
    'wrong-type 1:10',
    '"version" must be a whole number, not text',
    'write it as digits, without quotes',
  ],
  [
    'version: 1\noverrides:\n',
    'wrong-type 2:10',
    '"overrides" must be a list, not empty',
    'write [] for an empty list',
  ],
  [
    'version: 1\nstack: 1\noverrides: []\n',
    'wrong-type 2:8',
    '"stack" must be text, not a number',
    'put it in quotes',
  ],
  [
    'version: 1\nstack: My Stack\noverrides: []\n',
    'bad-format 2:8',
    '"stack" must be 1 to 24 lower-case letters, digits or hyphens',
  ],
  [
    'version: 1\nproject: " "\noverrides: []\n',
    'bad-format 2:10',
    '"project" must not be blank or hold control characters',
  ],
  [
    'version: 1\nenviroment: a\noverrides: []\n',
    'unknown-property 2:1',
    'the manifest has no property "enviroment"',
    'did you mean "environment"?',
  ],
  [
    entry('aplication: a, secret: A, valueFrom: { env: A }'),
    'unknown-property 3:7',
    'the override has no property "aplication"',
    'did you mean "application"?',
  ],
  [
    entry('application: a, key: A, valueFrom: { env: A }'),
    'unknown-property 3:23',
    'the override has no property "key"',
    'did you mean "secret"?',
  ],
  [
    entry('application: a, secret: A, vaule: hunter2'),
    'unknown-property 3:34',
    'the override has no property "vaule"',
    'did you mean "value"?',
  ],
  [
    entry('application: a, secret: A, env: A'),
    'unknown-property 3:34',
    'the override has no property "env"',
    'put it inside valueFrom: { env: … }',
  ],
  [
    entry('secret: A, valueFrom: { env: A }'),
    'missing-property 3:5',
    'the override needs exactly one of application, container, job, helm, terraform, agenticWorkflow, scope, applications, containers, jobs, helms, terraforms, agenticWorkflows and services',
  ],
  [
    entry('application: a, job: b, secret: A, valueFrom: { env: A }'),
    'conflicting-properties 3:23',
    'the override must have exactly one of application, container, job, helm, terraform, agenticWorkflow, scope, applications, containers, jobs, helms, terraforms, agenticWorkflows and services, not both "application" and "job"',
    'keep one of them',
  ],
  [
    entry('application: a, valueFrom: { env: A }'),
    'missing-property 3:5',
    'the override needs exactly one of secret and secrets',
  ],
  [
    entry('application: a, secret: A'),
    'missing-property 3:5',
    'the override needs exactly one of valueFrom and value',
  ],
  [
    entry('application: 12, secret: A, valueFrom: { env: A }'),
    'wrong-type 3:20',
    '"application" must be text, not a number',
    'put it in quotes',
  ],
  [
    entry('scope: service, secret: A, valueFrom: { env: A }'),
    'not-one-of 3:14',
    '"scope" must be project or environment',
  ],
  [
    entry('scope: Project, secret: A, valueFrom: { env: A }'),
    'not-one-of 3:14',
    '"scope" must be project or environment',
    'did you mean "project"?',
  ],
  [
    entry('application: a, secret: A, value: 123'),
    'wrong-type 3:41',
    '"value" must be text, not a number',
    'put it in quotes',
  ],
  [
    entry('application: a, secret: A, value: true'),
    'wrong-type 3:41',
    '"value" must be text, not true or false',
    'put it in quotes',
  ],
  [
    entry('application: a, secret: A, value: null'),
    'wrong-type 3:41',
    '"value" must be text, not empty',
    'use valueFrom; for an empty value, write "" and allowEmpty: true',
  ],
  [entry('application: a, secret: A, value: [a]'), 'wrong-type 3:41', '"value" must be text, not a list'],
  [
    entry('application: a, secret: A, valueFrom: { env: A }, description: null'),
    'wrong-type 3:70',
    '"description" must be text, not empty',
    'remove it to leave the description unchanged, or write "" to clear it',
  ],
  [
    entry('application: a, secret: A, valueFrom: { env: A }, optional: yes'),
    'wrong-type 3:67',
    '"optional" must be true or false, not text',
    'write true or false, without quotes',
  ],
  ['version: 1\noverrides: [a]\n', 'wrong-type 2:13', 'the override must be a map, not text'],
  [
    from(''),
    'missing-property 3:45',
    '"valueFrom" needs exactly one of env, file, sops, exec, vault and source',
  ],
  [
    from('env: A, file: { path: a }'),
    'conflicting-properties 3:55',
    '"valueFrom" must have exactly one of env, file, sops, exec, vault and source, not both "env" and "file"',
    'keep one of them',
  ],
  [
    from('env: A, path: [a]'),
    'misplaced-property 3:55',
    '"path" is only allowed with "source"',
    'put it inside sops or exec; vault has "field" instead',
  ],
  [from('env: "A=B"'), 'bad-format 3:52', '"env" must be the name of an environment variable'],
  [from('exec: { command: [] }'), 'bad-format 3:64', '"command" must name a program'],
  [from('exec: { command: op read }'), 'wrong-type 3:64', '"command" must be a list, not text'],
  [
    from('exec: { command: [a, 1] }'),
    'wrong-type 3:68',
    'an item of "command" must be text, not a number',
    'put it in quotes',
  ],
  [
    from('exec: { command: [a], timeout: 10 }'),
    'wrong-type 3:78',
    '"timeout" must be text, not a number',
    'put it in quotes',
  ],
  [
    from('exec: { command: [a], timeout: 10h }'),
    'bad-format 3:78',
    '"timeout" must be a duration such as 500ms, 2s or 5m',
  ],
  [
    from('exec: { command: [a], timeout: 0s }'),
    'bad-format 3:78',
    '"timeout" must be a duration such as 500ms, 2s or 5m',
  ],
  [
    from('vault: { mount: a, path: b, field: c, kvVersion: 3 }'),
    'bad-format 3:96',
    '"kvVersion" must be 1 or 2',
  ],
  [
    from('vault: { mount: a, path: b, field: c, kvVersion: 1, version: 2 }'),
    'conflicting-properties 3:108',
    '"version" names an older version of a secret, and KV version 1 keeps none',
    'remove "version"',
  ],
  [from('exec: { command: [a], timeout: 99999m }'), 'bad-format 3:78', '"timeout" is longer than 24 days'],
  [
    from('exec: { command: [a], path: [b] }'),
    'misplaced-property 3:69',
    '"path" leads nowhere, because the format is text',
    'set format to json, yaml or dotenv, or remove the path',
  ],
  [
    from('sops: { file: a, format: jsn }'),
    'not-one-of 3:72',
    '"format" must be yaml, json, dotenv or binary',
    'did you mean "json"?',
  ],
  [
    from('sops: { file: a, path: [-1] }'),
    'bad-format 3:71',
    'an item of "path" must be a key, or an index from 0',
  ],
  [
    from('sops: { file: a, path: [1.5] }'),
    'wrong-type 3:71',
    'an item of "path" must be text or a whole number, not a number',
    'put it in quotes',
  ],
  [from('vault: { mount: a, path: b }'), 'missing-property 3:54', '"vault" lacks "field"'],
  [
    from('file: { path: "{enviroment}.pem" }'),
    'unknown-placeholder 3:61',
    'a placeholder is not one of {organization}, {project}, {environment}, {service}, {secret}, {kind}',
    'did you mean {environment}?',
  ],
  [
    from('file: { path: "{project}.pem" }'),
    'placeholder-unset 3:61',
    '{project} has no value: no project is given',
    'add project to the manifest, or give --project',
  ],
  [from('source: s'), 'unknown-source 3:55', 'there is no source "s"', 'declare it under "sources"'],
  [
    shared('exec: { command: [a] }', 'env: A'),
    'unused-source 2:12',
    'the source "s" is not used by any override',
    'remove it, or name it in a valueFrom',
  ],
  [
    shared('exec: { command: [a], path: [a] }', 'source: s'),
    'unknown-property 2:39',
    '"exec" has no property "path"',
    'it may have command, format, timeout',
  ],
  [
    shared('vault: { mount: a, path: b }', 'source: s'),
    'missing-property 4:47',
    'a Vault source needs a "path" that names a field of the secret',
    'write path: [field]',
  ],
  [
    'version: 1\nsources: { "a b": { exec: { command: [a] } } }\noverrides: []\n',
    'bad-format 2:12',
    'the name of a source must be 1 to 40 letters, digits, hyphens or underscores',
  ],
  [
    entry('application: a, secret: A, valueFrom: { env: A }, description: "x [qoverride:1"'),
    'description-contains-marker 3:70',
    'the description contains "[qoverride:", the start of a qoverride marker',
    'remove the marker: it is added when the override is written',
  ],
];

const described = (length: number): string =>
  `version: 1\nstack: storefront\noverrides:\n  - { application: a, secret: A, valueFrom: { env: A }, description: ${'x'.repeat(length)} }\n`;

describe('checking', () => {
  it.each(CASES)('%j', async (text: string, place: string, message: string, hint?: string) => {
    const loaded = await loadText(text);
    expect(summarize(loaded)).toEqual([place]);
    expect(loaded.diagnostics[0]?.message).toBe(message);
    expect(loaded.diagnostics[0]?.hint).toBe(hint ?? null);
  });

  it('suggests a source by its name', async () => {
    const loaded = await loadText(shared('exec: { command: [a], format: json }', 'source: t, path: [a]'));
    expect(summarize(loaded)).toEqual(['unused-source 2:12', 'unknown-source 4:55']);
    expect(loaded.diagnostics[1]?.hint).toBe('did you mean "s"?');
  });

  it('takes a description that just fits, and refuses one unit more', async () => {
    expect(summarize(await loadText(described(197)))).toEqual([]);
    expect(summarize(await loadText(described(198)))).toEqual(['description-too-long 4:70']);
  });

  it('reports everything at once, in the order of the file', async () => {
    const loaded = await loadText(`version: 1
stack: A
overrides:
  - { application: 1, secret: A, valueFrom: { env: A } }
  - { application: a, secret: A, valueFrom: { source: x } }
  - { container: a, secret: A, value: a, optional: 1 }
`);
    expect(summarize(loaded)).toEqual([
      'bad-format 2:8',
      'wrong-type 4:20',
      'unknown-source 5:55',
      'wrong-type 6:52',
    ]);
  });

  it('takes keys for what they are, whatever they mean to JavaScript', async () => {
    const loaded = await loadText('version: 1\n__proto__: { overrides: [] }\nconstructor: 1\n');
    expect(summarize(loaded)).toEqual([
      'missing-property 1:1',
      'unknown-property 2:1',
      'unknown-property 3:1',
    ]);
  });
});
