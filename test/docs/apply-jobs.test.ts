import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { renderWorkflows } from '../../build/workflows/render.js';
import { makeWorkflow } from '../../src/cli/init/ci-workflow.js';
import { readComponent } from '../support/gitlab-component.js';
import { codeBlocksOf } from '../support/markdown.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

const RELEASE = { repository: 'acme/qoverride', commit: '0'.repeat(40), tag: 'v1.0.0' };

/** Everything that shows people how CI applies: name → YAML. */
const PIPELINES: readonly (readonly [name: string, text: string])[] = [
  ...globSync(['examples/**/*.{yaml,yml}'], { cwd: ROOT, dot: true })
    .toSorted()
    .map((file) => [file, read(file)] as const),
  ...Object.entries(renderWorkflows(RELEASE)).map(([file, text]) => [`action: ${file}`, text] as const),
  ...(['github', 'gitlab'] as const).map(
    (system) => [`init: ${system}`, makeWorkflow(system, ['DATABASE_URL']).text] as const,
  ),
  ['templates/overrides.yml', readComponent().text],
  ...globSync(['README.md', 'docs/*.md'], { cwd: ROOT })
    .toSorted()
    .flatMap((page) => codeBlocksOf(read(page), 'yaml').map((text) => [page, text] as const)),
];

/** What queues runs, by system. */
const QUEUES = ['concurrency', 'resource_group', 'concurrencyPolicy'];

/** A job that applies, or a step of one. */
interface Apply {
  /** Whether the job, or what it is in, is in a queue. */
  readonly isQueued: boolean;
  readonly isVerified: boolean;
}

const isRecord = (node: unknown): node is Readonly<Record<string, unknown>> =>
  typeof node === 'object' && node !== null && !Array.isArray(node);

/** The applies in a piece of YAML, however deep. Manifests and the like have none. */
const findApplies = (node: unknown, isQueued = false): readonly Apply[] => {
  if (typeof node === 'string') {
    return /\bqoverride apply\b/.test(node) ? [{ isQueued, isVerified: node.includes('--verify') }] : [];
  }
  if (Array.isArray(node)) {
    return node[0] === 'apply'
      ? [{ isQueued, isVerified: node.includes('--verify') }]
      : node.flatMap((each) => findApplies(each, isQueued));
  }
  if (!isRecord(node)) return [];
  const queued = isQueued || QUEUES.some((name) => name in node);
  const own = node['command'] === 'apply' ? [{ isQueued: queued, isVerified: node['verify'] === true }] : [];
  return [...own, ...Object.values(node).flatMap((each) => findApplies(each, queued))];
};

const applies = PIPELINES.flatMap(([name, text]) =>
  parseAllDocuments(text).flatMap((document) =>
    findApplies(document.toJS()).map((apply) => ({ name, ...apply })),
  ),
);

describe('every pipeline that we show', () => {
  it('is looked at', () => {
    expect([...new Set(applies.map(({ name }) => name))].toSorted()).toEqual([
      'README.md',
      'action: github-actions/.github/workflows/overrides.yaml',
      'action: preview-environments/.github/workflows/previews.yaml',
      'action: shards/.github/workflows/overrides.yaml',
      'docs/ci.md',
      'examples/github-actions/.github/workflows/overrides.yaml',
      'examples/gitlab/.gitlab-ci.yml',
      'examples/kubernetes/apply.yaml',
      'examples/preview-environments/.github/workflows/previews.yaml',
      'examples/shards/.github/workflows/overrides.yaml',
      'examples/shards/kubernetes/job.yaml',
      'init: github',
      'init: gitlab',
      'templates/overrides.yml',
    ]);
  });

  it('verifies what it has applied', () => {
    expect(applies.filter(({ isVerified }) => !isVerified)).toEqual([]);
  });

  // Kubernetes refuses a second Job of the same name.
  it('lets one run at a time apply', () => {
    expect(applies.filter(({ isQueued }) => !isQueued).map(({ name }) => name)).toEqual([
      'examples/shards/kubernetes/job.yaml',
    ]);
  });
});
