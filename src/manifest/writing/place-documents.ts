import type { ManifestDraft } from '../../model/import.js';
import { obtain } from '../../model/obtain.js';
import { toFileName } from '../../text/file-name.js';

/** A document to write, and the environment that it is for. */
export interface PlacedDraft {
  /** UUID. */
  readonly environmentId: string;
  readonly draft: ManifestDraft;
}

/** An existing document that names its own environment. */
export interface ExistingDocument {
  /** Path of its file, in whatever form. */
  readonly file: string;
  /** Line of its start, from 1. */
  readonly line: number;
  readonly stack: string;
  readonly environmentId: string;
}

/** What to add to one file: overrides for documents that it has, and new documents. */
export interface FilePlan {
  readonly file: string;
  readonly additions: readonly { readonly line: number; readonly draft: ManifestDraft }[];
  readonly drafts: readonly ManifestDraft[];
}

/**
 * Decides which file each draft goes to. Overrides join the first document of their stack and environment; a draft without
 * such a document goes to the file of its environment, whose path `pathOf` makes from a name such as `shop-production.yaml`.
 */
export const placeDocuments = (
  drafts: readonly PlacedDraft[],
  existing: readonly ExistingDocument[],
  pathOf: (name: string) => string,
): readonly FilePlan[] => {
  const plans = new Map<string, OpenPlan>();
  const planOf = (file: string): OpenPlan => obtain(plans, file, () => ({ additions: [], drafts: [] }));
  const files = nameFiles(drafts, existing, pathOf);
  for (const { environmentId, draft } of drafts) {
    const home = existing.find(
      (entry) => entry.stack === draft.stack && entry.environmentId === environmentId,
    );
    if (home === undefined) planOf(files.get(environmentId) ?? '').drafts.push(draft);
    else planOf(home.file).additions.push({ line: home.line, draft });
  }
  return [...plans].map(([file, plan]) => ({ file, ...plan }));
};

interface OpenPlan {
  readonly additions: { readonly line: number; readonly draft: ManifestDraft }[];
  readonly drafts: ManifestDraft[];
}

/** Names a file for each environment; a file that has only other environments is not used. */
const nameFiles = (
  drafts: readonly PlacedDraft[],
  existing: readonly ExistingDocument[],
  pathOf: (name: string) => string,
): ReadonlyMap<string, string> => {
  const files = new Map<string, string>();
  const owners = new Map<string, Set<string>>();
  for (const { file, environmentId } of existing) {
    obtain(owners, file, () => new Set<string>()).add(environmentId);
  }
  for (const { environmentId, draft } of drafts) {
    if (files.has(environmentId)) continue;
    const stem = toFileName(`${draft.project}-${draft.environment}`, 'overrides');
    for (let count = 1; ; count += 1) {
      const file = pathOf(`${stem}${count === 1 ? '' : `-${String(count)}`}.yaml`);
      if (owners.get(file)?.has(environmentId) === false) continue;
      owners.set(file, new Set([environmentId]));
      files.set(environmentId, file);
      break;
    }
  }
  return files;
};
