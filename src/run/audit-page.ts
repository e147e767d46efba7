import { createHash } from 'node:crypto';
import type { PageAssets } from '../render/audit-page/html.js';
import { readPackageFile } from '../text/package-file.js';

/**
 * Reads the script and the style of the audit's page, which the build leaves in `dist/audit-page`, and hashes them for its policy.
 *
 * @category render
 */
export const readPageAssets = (): PageAssets => {
  const script = readPackageFile('dist/audit-page/page.js');
  const style = readPackageFile('dist/audit-page/page.css');
  return { script, scriptHash: hashAsset(script), style, styleHash: hashAsset(style) };
};

const hashAsset = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;
