import { Comment, CommentTag, Converter, IntrinsicType, PageEvent, ReflectionKind } from 'typedoc';

/** What the page needs beyond the generator's own options. */
export const load = (app) => {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    groupByModule(project);
    tabulateConstants(project);
    nameParameters(project);
  });
  app.renderer.on(PageEvent.END, (page) => {
    page.contents = withShortLines(withoutRowAnchors(page.contents));
  });
};

/** Puts each export that does not say otherwise under the folder of `src/` that it comes from. */
const groupByModule = (project) => {
  for (const reflection of project.getReflectionsByKind(ReflectionKind.SomeExport)) {
    const file = project.getSymbolIdFromReflection(reflection)?.fileName ?? '';
    const folder = /\/src\/([a-z]+)\//.exec(file)?.[1];
    if (folder === undefined) continue;
    for (const documented of reflection.signatures ?? [reflection]) {
      documented.comment ??= new Comment();
      if (documented.comment.getTag('@category') !== undefined) continue;
      documented.comment.blockTags.push(new CommentTag('@category', [{ kind: 'text', text: folder }]));
    }
  }
};

/** The texts of a table of constants are its documentation. */
const tabulateConstants = (project) => {
  for (const property of project.getReflectionsByKind(ReflectionKind.Property)) {
    const isOfTable = property.parent?.parent?.kindOf(ReflectionKind.Variable) === true;
    if (!isOfTable || property.type?.type !== 'literal') continue;
    property.comment ??= new Comment([{ kind: 'text', text: String(property.type.value) }]);
    property.type = new IntrinsicType('string');
    delete property.defaultValue;
  }
};

/** A parameter that is taken apart in the signature has no name of its own. */
const nameParameters = (project) => {
  for (const parameter of project.getReflectionsByKind(ReflectionKind.Parameter)) {
    if (parameter.name === '__namedParameters') parameter.name = 'input';
  }
};

/** Nothing links to single rows, and their numbers would change with every export. */
const withoutRowAnchors = (markdown) => markdown.replaceAll(/^\| <a id="[^"]*"><\/a> /gm, '| ');

/** The most characters of a line. */
const LONGEST_LINE = 240;

const TABLE = /^\|.*\n\| :?-.*\n(?:\|.*\n?)+/gm;
const QUOTED_LINE = /^> .*$/gm;

/** Tables with a row that is too long become lists, whose lines can be wrapped, and so can long declarations. */
const withShortLines = (markdown) =>
  markdown
    .replaceAll(TABLE, (table) => (isShort(table) ? table : toList(table)))
    .replaceAll(QUOTED_LINE, (line) => wrap(line, '> '));

const isShort = (text) => text.split('\n').every((line) => line.length <= LONGEST_LINE);

const toList = (table) =>
  table
    .trimEnd()
    .split('\n')
    .slice(2)
    .map((row) => {
      const [name, type, ...description] = row
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim());
      return wrap(`- ${name}: ${type}. ${description.join(' ')}`.trimEnd(), '  ');
    })
    .join('\n') + '\n';

/** Breaks a line at spaces; each further line starts with `indent`. */
const wrap = (line, indent) => {
  if (line.length <= LONGEST_LINE) return line;
  const at = line.lastIndexOf(' ', LONGEST_LINE);
  return `${line.slice(0, at)}\n${wrap(indent + line.slice(at + 1), indent)}`;
};
