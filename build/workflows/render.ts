import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ActionRelease } from './action-release.js';

/** Where each workflow goes: file of this folder → example. */
const EXAMPLES = {
  'overrides.yaml': 'github-actions/.github/workflows/overrides.yaml',
  'audit.yaml': 'github-actions/.github/workflows/audit.yaml',
  'previews.yaml': 'preview-environments/.github/workflows/previews.yaml',
  'shards.yaml': 'shards/.github/workflows/overrides.yaml',
} as const;

/** What stands in the files of this folder for a release. */
const PLACEHOLDER = 'OWNER/qoverride@COMMIT # TAG';

/** The examples that use the action, in a release: path below `examples/` → text. */
export const renderWorkflows = ({
  repository,
  commit,
  tag,
}: ActionRelease): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(EXAMPLES).map(([file, example]) => {
      const text = readFileSync(fileURLToPath(new URL(file, import.meta.url)), 'utf8');
      return [example, text.replaceAll(PLACEHOLDER, () => `${repository}@${commit} # ${tag}`)];
    }),
  );
