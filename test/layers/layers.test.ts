import { describe, expect, it } from 'vitest';
import { FOLDERS, mayImport, PURE_FOLDERS } from './layers.js';
import { lintSources } from './lint-sources.js';

const IMPORTS = 'no-restricted-imports';
const GLOBALS = 'no-restricted-globals';
const PROPERTIES = 'no-restricted-properties';
const ASYNC = 'no-async-await';
const CYCLE = 'no-cycle';
const GUARDS = [IMPORTS, GLOBALS, PROPERTIES, ASYNC, CYCLE];

/** A rule, and the files that show it. */
interface Row {
  readonly title: string;
  /** Path → source. */
  readonly files: Readonly<Record<string, string>>;
  /** The lint rule that must refuse each of the files; null where they are allowed. */
  readonly refusedBy: string | null;
}

const importOf = (path: string): string => `import { x } from '${path}';\nexport const y = x;\n`;
const importTypeOf = (path: string): string => `import type { X } from '${path}';\nexport type Y = X;\n`;

/** Every form of an import: form → source. */
const formsOf = (path: string): Readonly<Record<string, string>> => ({
  value: importOf(path),
  type: importTypeOf(path),
  reexport: `export { x } from '${path}';\n`,
  lazy: `export const load = () => import('${path}');\n`,
});

/** Every folder imports every other one, in each form, from its top and from a folder inside. */
const pairRows = (): readonly Row[] =>
  FOLDERS.flatMap((from) =>
    FOLDERS.filter((to) => to !== from).map((to) => {
      const isAllowed = mayImport(from, to);
      const files = [
        ...Object.entries(formsOf(`../${to}/module.js`)).map(
          ([form, source]) => [`src/${from}/${to}-${form}.ts`, source] as const,
        ),
        ...Object.entries(formsOf(`../../${to}/module.js`)).map(
          ([form, source]) => [`src/${from}/inner/${to}-${form}.ts`, source] as const,
        ),
      ];
      return {
        title: `${from}/ ${isAllowed ? 'may' : 'may not'} import ${to}/`,
        files: Object.fromEntries(files),
        refusedBy: isAllowed ? null : IMPORTS,
      };
    }),
  );

const folderRows = (): readonly Row[] =>
  FOLDERS.flatMap((folder): readonly Row[] => [
    {
      title: `${folder}/ may import its own modules`,
      files: { [`src/${folder}/own/own.ts`]: importOf('../module.js') },
      refusedBy: null,
    },
    ...['bin', 'index'].map((entry) => ({
      title: `${folder}/ may not import ${entry}.ts`,
      files: { [`src/${folder}/${entry}.ts`]: importOf(`../${entry}.js`) },
      refusedBy: IMPORTS,
    })),
    ...['process.env', 'console', "fetch('/')", 'setInterval(() => {}, 1)'].map((expression, index) => ({
      title: `${folder}/ may not use ${expression}`,
      files: { [`src/${folder}/global-${index}.ts`]: `export const y = ${expression};\n` },
      refusedBy: GLOBALS,
    })),
  ]);

/** What pure code may not use: expression → lint rule. */
const EFFECTS: Readonly<Record<string, string>> = {
  'async () => 1': ASYNC,
  'Date.now()': PROPERTIES,
  'performance.now()': GLOBALS,
  'Math.random()': PROPERTIES,
  'crypto.randomUUID()': GLOBALS,
  'setTimeout(() => {}, 1)': GLOBALS,
  'setImmediate(() => {})': GLOBALS,
  'queueMicrotask(() => {})': GLOBALS,
};

const NODE_MODULES = ['fs', 'fs/promises', 'process', 'crypto', 'util', 'os', 'child_process', 'http'];

/** The one module of Node that a pure folder may import. */
const ALLOWED_NODE_MODULE: Readonly<Record<string, string>> = {
  model: 'util',
  plan: 'crypto',
  render: 'util',
};

const pureRows = (): readonly Row[] =>
  PURE_FOLDERS.flatMap((folder) => [
    ...Object.entries(EFFECTS).map(([expression, rule], index) => ({
      title: `${folder}/ is pure: it may not use ${expression}`,
      files: { [`src/${folder}/effect-${index}.ts`]: `export const y = ${expression};\n` },
      refusedBy: rule,
    })),
    ...NODE_MODULES.map((module, index) => {
      const isAllowed = ALLOWED_NODE_MODULE[folder] === module;
      return {
        title: `${folder}/ is pure: it ${isAllowed ? 'may' : 'may not'} import node:${module}`,
        files: { [`src/${folder}/node-${index}.ts`]: importOf(`node:${module}`) },
        refusedBy: isAllowed ? null : IMPORTS,
      };
    }),
  ]);

/** The script of the audit page: what it does → source, lint rule. */
const BROWSER_CASES: Readonly<Record<string, readonly [source: string, refusedBy: string | null]>> = {
  'may import its own modules': [importOf('./module.js'), null],
  'may import types of the page data': [importTypeOf('../page-data.js'), null],
  'may import types of model/': [importTypeOf('../../../model/audit.js'), null],
  'may use the document': [`export const y = document.createElement('p');\n`, null],
  'may not import values of model/': [importOf('../../../model/audit.js'), IMPORTS],
  'may not import the renderer of the page': [importOf('../html.js'), IMPORTS],
  'may not import another renderer': [importOf('../../text/paint.js'), IMPORTS],
  'may not import another folder': [importOf('../../../plan/build.js'), IMPORTS],
  'may not import types of another folder': [importTypeOf('../../../plan/build.js'), IMPORTS],
  'may not import text/': [importOf('../../../text/escape.js'), IMPORTS],
  'may not import a module of Node': [importOf('node:fs'), IMPORTS],
  'may not call fetch': [`export const y = fetch('/');\n`, GLOBALS],
  'may not make an XMLHttpRequest': [`export const y = new XMLHttpRequest();\n`, GLOBALS],
  'may not open a WebSocket': [`export const y = new WebSocket('wss://x');\n`, GLOBALS],
  'may not open an EventSource': [`export const y = new EventSource('/');\n`, GLOBALS],
  'may not set innerHTML': [`export const y = (e: Element) => { e.innerHTML = 'x'; };\n`, PROPERTIES],
  'may not set outerHTML': [`export const y = (e: Element) => { e.outerHTML = 'x'; };\n`, PROPERTIES],
  'may not insert HTML': [
    `export const y = (e: Element) => e.insertAdjacentHTML('beforeend', 'x');\n`,
    PROPERTIES,
  ],
  'may not write into the document': [`export const y = () => document.write('x');\n`, PROPERTIES],
};

const browserRows = (): readonly Row[] =>
  Object.entries(BROWSER_CASES).map(([title, [source, refusedBy]], index) => ({
    title: `the script of the audit page ${title}`,
    files: { [`src/render/audit-page/browser/case-${index}.ts`]: source },
    refusedBy,
  }));

const CYCLE_ROWS: readonly Row[] = [
  {
    title: 'two modules may not import each other',
    files: { 'src/values/one.ts': importOf('./two.js'), 'src/values/two.ts': importOf('./one.js') },
    refusedBy: CYCLE,
  },
  {
    title: 'two modules may not import types of each other',
    files: { 'src/http/one.ts': importTypeOf('./two.js'), 'src/http/two.ts': importTypeOf('./one.js') },
    refusedBy: CYCLE,
  },
  {
    title: 'three modules may not import one another in a circle',
    files: {
      'src/run/one.ts': importTypeOf('./two.js'),
      'src/run/two.ts': importOf('./three.js'),
      'src/run/three.ts': importTypeOf('./one.js'),
    },
    refusedBy: CYCLE,
  },
  {
    title: 'two modules may import a third one',
    files: {
      'src/apply/one.ts': importOf('./three.js'),
      'src/apply/two.ts': importOf('./three.js'),
      'src/apply/three.ts': 'export const x = 1;\n',
    },
    refusedBy: null,
  },
];

const BIN_ROW: Row = {
  title: 'bin.ts may use process and every folder',
  files: {
    'src/bin.ts': `${FOLDERS.map((folder) => `export * from './${folder}/module.js';\n`).join('')}export const y = process.argv;\n`,
  },
  refusedBy: null,
};

const MACHINE_ROW: Row = {
  title: 'run/machine.ts alone of run/ may use process',
  files: { 'src/run/machine.ts': `export const y = process.cwd();\n` },
  refusedBy: null,
};

const ROWS = [
  ...pairRows(),
  ...folderRows(),
  ...pureRows(),
  ...browserRows(),
  ...CYCLE_ROWS,
  BIN_ROW,
  MACHINE_ROW,
];

describe('the linter', () => {
  const sources: Record<string, string> = {};
  for (const [file, source] of ROWS.flatMap(({ files }) => Object.entries(files))) {
    if (file in sources) throw new Error(`two rows write ${file}`);
    sources[file] = source;
  }
  const broken = lintSources(sources);

  it.each(ROWS.map((row) => [row.title, row] as const))('knows that %s', (_, { files, refusedBy }) => {
    const found = Object.keys(files).map((file) => [
      file,
      GUARDS.filter((guard) => broken.get(file)?.includes(guard)),
    ]);
    expect(found).toEqual(Object.keys(files).map((file) => [file, refusedBy === null ? [] : [refusedBy]]));
  });
});
