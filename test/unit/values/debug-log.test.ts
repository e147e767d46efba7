import { describe, expect, it } from 'vitest';
import { createValueResolver } from '../../../src/values/resolver.js';
import { makeContext, makeFolder } from './make-context.js';
import { makeDeclared } from './make-declared.js';

const SECRET = 'hunter2-kestrel';

describe('what commands write to stderr', () => {
  it('shows no value of another override, not even one that is read later', async () => {
    const root = makeFolder();
    const lines: string[] = [];
    const env = { PATH: '/usr/bin:/bin', OTHER: SECRET };
    const resolver = createValueResolver(
      makeContext({ root, env, allowExec: true, debug: (line) => lines.push(line) }),
    );
    const command = ['sh', '-c', 'echo "it is $OTHER, or $(printf %s "me:$OTHER" | base64)" >&2; echo own'];
    const read = { kind: 'exec', command, format: 'text', timeout: null } as const;
    await resolver.resolve(makeDeclared({ kind: 'read', read, source: null, path: [] }, root));
    expect(lines).toEqual([]);
    await resolver.resolve(makeDeclared({ kind: 'env', name: 'OTHER' }, root));
    resolver.report();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^sh: it is \(sensitive\), or \S{0,8}\(sensitive\)\S{0,4}$/);
    resolver.report();
    expect(lines).toHaveLength(1);
  });
});
