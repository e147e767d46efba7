import GithubSlugger from 'github-slugger';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { toString } from 'mdast-util-to-string';
import { gfm } from 'micromark-extension-gfm';

/** What a reader's machine makes of a Markdown document. */
export interface ParsedMarkdown {
  /** Kinds of its parts, such as `link` or `code`. */
  readonly types: ReadonlySet<string>;
  /** Raw HTML, part by part. */
  readonly html: readonly string[];
  /** Text outside of code: where GitHub looks for mentions and references. */
  readonly prose: string;
  /** Code, in lines and in blocks. */
  readonly code: readonly string[];
}

interface Part {
  readonly type: string;
  readonly value?: string;
  /** Language of a code block. */
  readonly lang?: string | null | undefined;
  /** Target of a link or an image. */
  readonly url?: string;
  readonly children?: readonly Part[];
}

/** Parses a document as GitHub does, tables and bare links included. */
export const parseMarkdown = (text: string): ParsedMarkdown => {
  const parts = partsOf(text);
  const valuesOf = (...types: readonly string[]): readonly string[] =>
    parts.filter(({ type }) => types.includes(type)).map(({ value = '' }) => value);
  return {
    types: new Set(parts.map(({ type }) => type)),
    html: valuesOf('html'),
    prose: valuesOf('text').join('\n'),
    code: valuesOf('inlineCode', 'code'),
  };
};

/** The texts of the code blocks of one language, in their order. */
export const codeBlocksOf = (text: string, language: string): readonly string[] =>
  flatten(fromMarkdown(text)).flatMap(({ type, lang, value = '' }) =>
    type === 'code' && lang === language ? [value] : [],
  );

/** The targets of all links and images. */
export const linksOf = (text: string): readonly string[] =>
  partsOf(text).flatMap(({ url }) => (url === undefined ? [] : [url]));

/** The anchors that GitHub gives to the headings of a document, without the `#`. */
export const anchorsOf = (text: string): ReadonlySet<string> => {
  const slugger = new GithubSlugger();
  return new Set(
    partsOf(text)
      .filter(({ type }) => type === 'heading')
      .map((heading) => slugger.slug(toString(heading))),
  );
};

const partsOf = (text: string): readonly Part[] =>
  flatten(fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }));

const flatten = (part: Part): readonly Part[] => [part, ...(part.children ?? []).flatMap(flatten)];

/** Kinds of parts that a document of ours is made of. */
const OURS: ReadonlySet<string> = new Set([
  'root',
  'heading',
  'paragraph',
  'text',
  'strong',
  'inlineCode',
  'code',
  'table',
  'tableRow',
  'tableCell',
  'html',
]);

const OUR_HTML =
  /^(<!-- qoverride (plan|apply)( [\w.-]+)? -->|<details( open)?><summary>[\w ,]+<\/summary>|<\/details>)$/;

/** What in a document came alive that should have been text: links, images, HTML, mentions, references; and tags left open. */
export const findLiveParts = (text: string): readonly string[] => {
  const { types, html, prose } = parseMarkdown(text);
  const count = (start: string): number => html.filter((part) => part.startsWith(start)).length;
  return [
    ...[...types].filter((type) => !OURS.has(type)),
    ...html.filter((part) => !OUR_HTML.test(part)),
    ...(prose.match(/[@#<]|:\/\/|www\./g) ?? []),
    ...(count('<details') === count('</details>') ? [] : ['an open tag']),
  ];
};
