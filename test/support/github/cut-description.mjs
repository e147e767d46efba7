// Cuts GitHub's published OpenAPI description down to what the comments of a pull request need, and writes it to fixtures/openapi.json:
//   npm pack @octokit/openapi && tar xzf octokit-openapi-*.tgz
//   node test/support/github/cut-description.mjs package/generated/api.github.com.deref.json
// The whole package is 404 MB, which is too much for a development dependency.
import { readFileSync, writeFileSync } from 'node:fs';

const WANTED = {
  '/repos/{owner}/{repo}/issues/{issue_number}/comments': ['get', 'post'],
  '/repos/{owner}/{repo}/issues/comments/{comment_id}': ['patch', 'delete'],
};

/** Leaves out what checks nothing. */
const withoutProse = (value) => {
  if (Array.isArray(value)) return value.map(withoutProse);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, inner]) => !(PROSE.has(name) && (typeof inner === 'string' || name !== 'description')))
      .map(([name, inner]) => [name, withoutProse(inner)]),
  );
};

const PROSE = new Set(['description', 'example', 'examples', 'x-github', 'externalDocs', 'tags', 'summary']);

const [file] = process.argv.slice(2);
const description = JSON.parse(readFileSync(file, 'utf8'));
const paths = Object.fromEntries(
  Object.entries(WANTED).map(([path, methods]) => [
    path,
    Object.fromEntries(methods.map((method) => [method, withoutProse(description.paths[path][method])])),
  ]),
);
const { title, version } = description.info;
const info = { title, version, license: description.info.license };
const components = { schemas: {}, parameters: {}, responses: {} };
const cut = { openapi: description.openapi, info, components, paths };
writeFileSync(new URL('fixtures/openapi.json', import.meta.url), `${JSON.stringify(cut)}\n`);
