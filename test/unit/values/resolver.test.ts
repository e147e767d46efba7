import { appendFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDiagnostic } from '../../../src/model/diagnostic.js';
import type { DeclaredOverride } from '../../../src/model/declared-override.js';
import type { ValueReference } from '../../../src/model/value-reference.js';
import type { ValueContext } from '../../../src/values/context.js';
import { createValueResolver } from '../../../src/values/resolver.js';
import { makeContext, makeFolder } from './make-context.js';
import {
  fromEnv,
  fromExec,
  fromFile,
  fromLiteral,
  fromRead,
  makeDeclared,
  VALUE_PLACE,
} from './make-declared.js';
import { encodeSops, makeKeyPair } from './sops/encoder.js';
import { map, str } from './sops/plain-tree.js';

const open = (more: Partial<ValueContext> = {}) => {
  const root = more.root ?? makeFolder();
  const resolver = createValueResolver(makeContext({ allowExec: true, ...more, root }));
  /** The value of an override that uses this reference, or the code of its failure. */
  const textOf = async (reference: ValueReference, declared: Partial<DeclaredOverride> = {}) => {
    const resolution = await resolver.resolve(makeDeclared(reference, root, declared));
    if (resolution.kind === 'resolved') return resolution.value.reveal();
    return resolution.kind === 'failed' ? resolution.diagnostic.code : resolution.kind;
  };
  return { root, resolver, textOf };
};

describe('createValueResolver', () => {
  it('reads no file where nobody says from which folder', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'value'), 'text');
    const resolver = createValueResolver(makeContext({ root: null, env: { A: 'from env' } }));
    const resolve = (reference: ValueReference) => resolver.resolve(makeDeclared(reference, folder));
    expect(await resolve(fromFile('value'))).toMatchObject({
      kind: 'failed',
      refused: true,
      diagnostic: { code: 'no-root' },
    });
    expect(await resolve(fromEnv('A'))).toMatchObject({ kind: 'resolved' });
  });

  it('refuses what only warns when it is strict, and nothing that the manifest allows', async () => {
    const env = { ARN: 'arn:aws:secretsmanager:eu-west-3:123456789012:secret:db', GONE: 'null' };
    const { textOf } = open({ env });
    expect(await textOf(fromEnv('ARN'))).toBe(env.ARN);
    expect(await textOf(fromEnv('GONE'))).toBe('missing-value');
    expect(await textOf(fromEnv('GONE'), { allowSuspicious: true })).toBe('null');
    const strict = open({ env, strict: true });
    expect(await strict.textOf(fromEnv('ARN'))).toBe('unresolved-reference');
    expect(await strict.textOf(fromEnv('ARN'), { allowSuspicious: true })).toBe(env.ARN);
  });

  it.each(['age-encryption.org/v1\n-> X25519 ', '\0GITCRYPT\0\0\u00FF'])(
    'says that a file which starts with %j is encrypted',
    async (start) => {
      const { root, textOf } = open();
      writeFileSync(join(root, 'cert.pem'), Buffer.concat([Buffer.from(start), Buffer.from([0xff, 0xfe])]));
      expect(await textOf(fromFile('cert.pem'))).toBe('encrypted-value');
    },
  );

  it('resolves every kind of source but Vault, which has tests of its own', async () => {
    const keys = await makeKeyPair();
    const { root, textOf } = open({
      env: {
        PATH: process.env['PATH'],
        SECRET: 'from env',
        SOPS_AGE_KEY: keys.secret,
      },
    });
    writeFileSync(join(root, 'cert.pem'), 'from file\n');
    writeFileSync(
      join(root, 'secrets.yaml'),
      await encodeSops([map(['a', map(['b', str('from sops')])])], { recipients: [keys.recipient] }),
    );
    expect(await textOf(fromLiteral('from the manifest'))).toBe('from the manifest');
    expect(await textOf(fromEnv('SECRET'))).toBe('from env');
    expect(await textOf(fromFile('cert.pem'))).toBe('from file\n');
    expect(await textOf(fromRead({ kind: 'sops', file: 'secrets.yaml', format: null }, ['a', 'b']))).toBe(
      'from sops',
    );
    expect(
      await textOf(fromExec(['printf', '{"a": ["from exec"]}'], { format: 'json', path: ['a', 0] })),
    ).toBe('from exec');
  });

  it('puts failures and warnings at the value in the manifest', async () => {
    const { root, resolver } = open({ env: { LINE: 'x\n' } });
    expect(await resolver.resolve(makeDeclared(fromEnv('MISSING'), root))).toEqual({
      kind: 'failed',
      refused: false,
      diagnostic: createDiagnostic({
        severity: 'error',
        code: 'env-not-set',
        message: 'the environment variable MISSING is not set',
        location: VALUE_PLACE,
      }),
    });
    expect(await resolver.resolve(makeDeclared(fromEnv('LINE'), root))).toMatchObject({
      kind: 'resolved',
      warnings: [{ severity: 'warning', code: 'trailing-newline', location: VALUE_PLACE }],
    });
  });

  it('lets an override say that empty is meant, and that nothing is interpolated', async () => {
    const { root, resolver, textOf } = open({ env: { EMPTY: '', CURLY: '{{HOST}}' } });
    expect(await textOf(fromEnv('EMPTY'))).toBe('empty-value');
    expect(await textOf(fromEnv('EMPTY'), { allowEmpty: true })).toBe('');
    const warningsOf = async (enableInterpolationInFile: boolean | null) => {
      const resolution = await resolver.resolve(
        makeDeclared(fromEnv('CURLY'), root, { enableInterpolationInFile }),
      );
      return resolution.kind === 'resolved' ? resolution.warnings.length : null;
    };
    expect([await warningsOf(null), await warningsOf(true), await warningsOf(false)]).toEqual([1, 1, 0]);
  });

  it('names the place in a document that cannot be a value', async () => {
    const { root, resolver } = open();
    const declared = makeDeclared(
      fromExec(['printf', '{"a": {"b": ""}}'], { format: 'json', path: ['a', 'b'] }),
      root,
    );
    expect(await resolver.resolve(declared)).toMatchObject({
      diagnostic: { code: 'empty-value', message: 'a.b in the output of printf is empty' },
    });
  });
});

describe('one read for each distinct source', () => {
  it('runs a command once however many overrides use it, and at once', async () => {
    const { root, resolver } = open();
    const script = 'echo run >> runs; printf "{\\"a\\": \\"1\\", \\"b\\": \\"2\\"}"';
    const resolutions = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        resolver.resolve(
          makeDeclared(
            fromExec(['sh', '-c', script], { format: 'json', path: [index % 2 === 0 ? 'a' : 'b'] }),
            root,
          ),
        ),
      ),
    );
    expect(resolutions.every((resolution) => resolution.kind === 'resolved')).toBe(true);
    expect(readFileSync(join(root, 'runs'), 'utf8')).toBe('run\n');
    expect(resolver.reads()).toBe(1);
  });

  it('does not try a failure again', async () => {
    const { root, resolver, textOf } = open();
    for (let round = 0; round < 3; round += 1) {
      expect(await textOf(fromExec(['sh', '-c', 'echo run >> runs; exit 1']))).toBe('exec-failed');
    }
    expect(readFileSync(join(root, 'runs'), 'utf8')).toBe('run\n');
    expect(resolver.reads()).toBe(1);
  });

  it('counts what differs in command, format, timeout or folder', async () => {
    const { root, resolver } = open();
    mkdirSync(join(root, 'other'));
    const reads = [
      makeDeclared(fromExec(['printf', '1']), root),
      makeDeclared(fromExec(['printf', '1 ']), root),
      makeDeclared(fromExec(['printf', '1', '']), root),
      makeDeclared(fromExec(['printf', '1'], { format: 'yaml' }), root),
      makeDeclared(fromExec(['printf', '1'], { timeout: 9000 }), root),
      makeDeclared(fromExec(['printf', '1']), join(root, 'other')),
    ];
    await Promise.all([...reads, ...reads].map((declared) => resolver.resolve(declared)));
    expect(resolver.reads()).toBe(6);
  });

  it('knows a file by where it really is', async () => {
    const { root, resolver, textOf } = open();
    mkdirSync(join(root, 'certs'));
    writeFileSync(join(root, 'certs/a.pem'), 'pem');
    symlinkSync('certs/a.pem', join(root, 'link.pem'));
    for (const path of ['certs/a.pem', './certs/../certs/a.pem', 'link.pem', join(root, 'link.pem')]) {
      expect(await textOf(fromFile(path))).toBe('pem');
    }
    expect(resolver.reads()).toBe(1);
    appendFileSync(join(root, 'certs/a.pem'), 'changed');
    expect(await textOf(fromFile('certs/a.pem'))).toBe('pem');
  });

  it('reads four at a time at most', async () => {
    const { root, resolver } = open();
    mkdirSync(join(root, 'running'));
    const script = 'mkdir running/$0; ls running | wc -l >> most; sleep 0.05; rmdir running/$0';
    await Promise.all(
      Array.from({ length: 16 }, (_, index) =>
        resolver.resolve(
          makeDeclared(fromExec(['sh', '-c', script, `r${index}`]), root, { allowEmpty: true }),
        ),
      ),
    );
    const counts = readFileSync(join(root, 'most'), 'utf8').trim().split(/\s+/).map(Number);
    expect(counts).toHaveLength(16);
    expect(Math.max(...counts)).toBeLessThanOrEqual(4);
    expect(resolver.reads()).toBe(16);
  });

  it('reads nothing until it is asked', () => {
    const { root, resolver } = open();
    makeDeclared(fromExec(['touch', 'ran']), root);
    expect(resolver.reads()).toBe(0);
    expect(existsSync(join(root, 'ran'))).toBe(false);
  });

  it('reads nothing more once the run is interrupted', async () => {
    const abort = new AbortController();
    abort.abort();
    const { root, textOf } = open({ signal: abort.signal });
    writeFileSync(join(root, 'a'), 'x');
    expect(await textOf(fromFile('a'))).toBe('interrupted');
    expect(await textOf(fromExec(['touch', 'ran']))).toBe('interrupted');
    expect(existsSync(join(root, 'ran'))).toBe(false);
  });
});
