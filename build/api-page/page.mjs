import { Comment, CommentTag, Converter, IntrinsicType, PageEvent, ReflectionKind } from 'typedoc';

/** Adapts the page where the generator has no option for it. */
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

/** Groups each export without an explicit category under its folder in `src/`. */
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

/** Uses the texts of a table of constants as its documentation. */
const tabulateConstants = (project) => {
  for (const property of project.getReflectionsByKind(ReflectionKind.Property)) {
    const isOfTable = property.parent?.parent?.kindOf(ReflectionKind.Variable) === true;
    if (!isOfTable || property.type?.type !== 'literal') continue;
    property.comment ??= new Comment([{ kind: 'text', text: String(property.type.value) }]);
    property.type = new IntrinsicType('string');
    delete property.defaultValue;
  }
};

/** Names parameters that the signature destructures. */
const nameParameters = (project) => {
  for (const parameter of project.getReflectionsByKind(ReflectionKind.Parameter)) {
    if (parameter.name === '__namedParameters') parameter.name = 'input';
  }
};

/** Removes row anchors: nothing links to single rows, and their numbers would change with every export. */
const withoutRowAnchors = (markdown) => markdown.replaceAll(/^\| <a id="[^"]*"><\/a> /gm, '| ');

/** Maximum line length in characters. */
const LONGEST_LINE = 240;

const TABLE = /^\|.*\n\| :?-.*\n(?:\|.*\n?)+/gm;
const QUOTED_LINE = /^> .*$/gm;

/** Wraps long declarations, and turns tables with long rows into lists, which can be wrapped. */
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

/** Wraps a line at spaces. Further lines start with `indent`. */
const wrap = (line, indent) => {
  if (line.length <= LONGEST_LINE) return line;
  const at = line.lastIndexOf(' ', LONGEST_LINE);
  return `${line.slice(0, at)}\n${wrap(indent + line.slice(at + 1), indent)}`;
};
