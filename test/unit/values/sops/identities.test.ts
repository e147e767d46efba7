import { inspect } from 'node:util';
import { generateHybridIdentity, generateIdentity } from 'age-encryption';
import { describe, expect, it } from 'vitest';
import { parseAgeIdentities } from '../../../../src/values/sops/index.js';

const [first, second, hybrid] = await Promise.all([
  generateIdentity(),
  generateIdentity(),
  generateHybridIdentity(),
]);
const reveal = (text: string): readonly string[] =>
  parseAgeIdentities(text).identities.map(({ secret }) => secret.reveal());

describe('parseAgeIdentities', () => {
  it('reads a key file with comments, blank lines and any line endings', () => {
    const text = `# created: today\r\n# public key: age1…\r\n${first}\r\n\r\n  ${hybrid}\n`;
    expect(reveal(text)).toEqual([first, hybrid]);
    expect(parseAgeIdentities(text).problems).toEqual([]);
  });

  it('reads several identities from one line, as SOPS_AGE_KEY may hold them', () => {
    expect(reveal(`${first} ${second}`)).toEqual([first, second]);
  });

  it('finds none in nothing', () => {
    expect(parseAgeIdentities('# none\n\n')).toEqual({ identities: [], problems: [] });
  });

  it('names unusable lines by number, never by content, and keeps the others', () => {
    const broken = `${first.slice(0, -1)}${first.endsWith('Q') ? 'P' : 'Q'}`;
    const { identities, problems } = parseAgeIdentities(
      [second, broken, first.toLowerCase(), 'AGE-PLUGIN-YUBIKEY-1ABC', 'age1abc', 'hunter2'].join('\n'),
    );
    expect(identities).toHaveLength(1);
    expect(problems).toEqual([
      { line: 2, message: 'line 2 is not an age identity', needsProgram: false },
      { line: 3, message: 'line 3 is not an age identity', needsProgram: false },
      {
        line: 4,
        message: 'line 4 is an identity of an age plugin, which only `sops` can use',
        needsProgram: true,
      },
      { line: 5, message: 'line 5 is a recipient, not an identity', needsProgram: false },
      { line: 6, message: 'line 6 is not an age identity', needsProgram: false },
    ]);
  });

  it('does not show keys when it is printed', () => {
    const parsed = parseAgeIdentities(first);
    expect(inspect(parsed, { depth: null }) + JSON.stringify(parsed)).not.toContain(first.slice(16));
  });
});
