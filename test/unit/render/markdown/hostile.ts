import * as fc from 'fast-check';
import { hostileText } from '../hostile.js';

const FRAGMENTS = [
  '@octocat',
  '@acme/admins',
  '#123',
  'acme/shop#1',
  'GH-7',
  '`',
  '``',
  '```',
  '~~~',
  '|',
  '\\',
  '\\|',
  '<script>alert(1)</script>',
  '</details>',
  '</summary>',
  '<!--',
  '-->',
  '<img src=x onerror=alert(1)>',
  '![x](https://evil.example/x.png)',
  '[x](javascript:alert(1))',
  '[x]: https://evil.example',
  '[^1]',
  'https://evil.example',
  'www.evil.example',
  'me@evil.example',
  '**',
  '_',
  '&lt;',
  '&#64;octocat',
  '$`x`$',
  ':tada:',
  '- [x] ',
  '> ',
  '# ',
  '---',
  '    ',
  '\n```\n',
  '\n\n',
];

/** Text of somebody who wants to break out of a Markdown document, or ping people from it. */
export const hostileMarkdown: fc.Arbitrary<string> = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...FRAGMENTS) }, fc.string(), hostileText), {
    maxLength: 6,
  })
  .map((parts) => parts.join(''));
