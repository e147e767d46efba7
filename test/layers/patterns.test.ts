import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { analyse } from 'scslre';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const TOP = new URL('../..', import.meta.url).pathname;

/** A regular expression, and the file that it stands in. */
interface Pattern {
  readonly file: string;
  readonly source: string;
  readonly flags: string;
}

const listFiles = (folder: string, ending: string): readonly string[] =>
  readdirSync(join(TOP, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map(({ parentPath, name }) => relative(TOP, join(parentPath, name)));

const findLiterals = (file: string, text: string): readonly Pattern[] => {
  const found: Pattern[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const [, source = '', flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(node.text) ?? [];
      found.push({ file, source, flags });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return found;
};

const findSchemaPatterns = (file: string, node: unknown): readonly Pattern[] => {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === 'pattern' && typeof value === 'string'
      ? [{ file, source: value, flags: 'u' }]
      : findSchemaPatterns(file, value),
  );
};

/** Whether matching can take more than linear time, also where the text around a match is searched again and again. */
const isSlow = ({ source, flags }: Pick<Pattern, 'source' | 'flags'>): boolean =>
  analyse({ source, flags }, { reportTypes: { Move: true } }).reports.length > 0;

describe('regular expressions', () => {
  const sources = listFiles('src', '.ts').map(
    (file) => [file, readFileSync(join(TOP, file), 'utf8')] as const,
  );

  it.each([String.raw`^(?:a+)+$`, String.raw`\s+$`, String.raw`^.*:.*:.*$`])(
    '%s would be found',
    (source) => {
      expect(isSlow({ source, flags: '' })).toBe(true);
    },
  );

  it('take linear time, in the code and in the schemas', () => {
    const patterns = [
      ...sources.flatMap(([file, text]) => findLiterals(file, text)),
      ...listFiles('schemas', '.json').flatMap((file) =>
        findSchemaPatterns(file, JSON.parse(readFileSync(join(TOP, file), 'utf8'))),
      ),
    ];
    expect(patterns.length).toBeGreaterThan(150);
    expect(patterns.filter(isSlow)).toEqual([]);
  });

  it('that come from outside are compiled to automata, and only these', () => {
    const makers = sources.filter(([, text]) => /RE2JS\.compile|\bRegExp\(/.test(text)).map(([file]) => file);
    expect(makers.toSorted()).toEqual(['src/text/glob.ts', 'src/values/sops/rule.ts']);
  });
});
