import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import { anchorsOf, linksOf } from '../support/markdown.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The most characters of a line, and the most words of the README. */
const LONGEST_LINE = 240;
const MOST_WORDS = 1500;

const pages = globSync(['*.md', 'docs/**/*.md', 'examples/**/*.md'], { cwd: ROOT }).toSorted();

const read = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

const anchors = new Map(pages.map((page) => [page, anchorsOf(read(page))]));

/** Links of a page that lead nowhere: to no file, or to no heading of one. */
const findDeadLinks = (page: string): readonly string[] =>
  linksOf(read(page))
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      return anchor === undefined
        ? !existsSync(join(ROOT, target))
        : anchors.get(target)?.has(anchor) !== true;
    });

describe.each(pages)('%s', (page) => {
  it('links only to files and headings that exist', () => {
    expect(findDeadLinks(page)).toEqual([]);
  });

  it(`has no line over ${LONGEST_LINE} characters`, () => {
    const long = read(page)
      .split('\n')
      .flatMap((line, index) => (line.length > LONGEST_LINE ? [index + 1] : []));
    expect(long).toEqual([]);
  });
});

describe('the README', () => {
  it(`has at most ${MOST_WORDS} words`, () => {
    expect(read('README.md').trim().split(/\s+/).length).toBeLessThanOrEqual(MOST_WORDS);
  });

  it('leads to every page of docs/', () => {
    const linked = new Set(linksOf(read('README.md')).map((link) => link.split('#')[0]));
    const unlinked = pages.filter((page) => page.startsWith('docs/') && !linked.has(page));
    expect(unlinked.map((page) => relative('docs', page))).toEqual([]);
  });
});
