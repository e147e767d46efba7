import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SecretValue } from '../../../src/model/secret-value.js';
import { createValueResolver } from '../../../src/values/resolver.js';
import { findLeaks } from './find-leaks.js';
import { makeContext, makeFolder } from './make-context.js';
import { makeDeclared } from './make-declared.js';
import { makeKeyPair } from './sops/encoder.js';

const KEY = 'Zk3vX8qLw0Ty6RbNc2JdHs5UfMa9PgEi';
const age = await makeKeyPair();

const resolveFile = (content: string) => {
  const root = makeFolder();
  writeFileSync(join(root, 'a.txt'), content);
  const env = { SOPS_AGE_KEY: age.secret };
  const secrets = [new SecretValue(` ${KEY}\n`), new SecretValue('short')];
  const resolver = createValueResolver(makeContext({ root, env, secrets }));
  return resolver.resolve(makeDeclared({ kind: 'file', path: 'a.txt' }, root));
};

describe('a secret of the run as a value', () => {
  it.each([
    ['the key', KEY],
    ['the key between white space', `\n ${KEY}\r\n`],
    ['the key in a document', `{"key":"${KEY}"}`],
    ['a short token alone', ' short '],
    ['an age identity', `# created: today\n${age.secret}\n`],
    ['an age identity in lower case', age.secret.toLowerCase()],
  ])('is refused: %s', async (_what, content) => {
    const resolution = await resolveFile(content);
    expect(resolution).toMatchObject({
      kind: 'failed',
      refused: true,
      diagnostic: { code: 'value-is-credential' },
    });
    expect(findLeaks(resolution, content.trim())).toEqual([]);
  });

  it.each([KEY.slice(1), 'shorter', 'AGE-SECRET-KEY-1QQQ', ''.padEnd(40, 'x')])(
    'is not seen in: %s',
    async (content) => {
      expect(await resolveFile(content)).toMatchObject({ kind: 'resolved' });
    },
  );
});
