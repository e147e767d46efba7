// Reads YAML files with the library alone, as plainly as can be, and holds on to what came of them: `keep` their documents,
// or `drop` each document once it is data.
import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';

const [, , mode, ...files] = process.argv;
// What costs and nobody asks for here: without pretty errors, no line starts are collected.
const parse = (file) =>
  parseDocument(readFileSync(file, 'utf8'), { prettyErrors: false, logLevel: 'silent' });
const data =
  mode === 'keep'
    ? files.map(parse).map((document) => ({ document, data: document.toJS() }))
    : files.map((file) => ({ data: parse(file).toJS() }));
process.stdout.write(`${data.length}\n`);
