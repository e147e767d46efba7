import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { PageAssets } from '../render/audit-page/html.js';

/** Reads the script and the style of the audit's page, which the build leaves in `dist/audit-page`, and hashes them for its policy. */
export const readPageAssets = (): PageAssets => {
  const script = readAsset('page.js');
  const style = readAsset('page.css');
  return { script, scriptHash: hashAsset(script), style, styleHash: hashAsset(style) };
};

/** The build's folder is two above this file in the source and in the package. */
const readAsset = (name: string): string =>
  readFileSync(new URL(`../../dist/audit-page/${name}`, import.meta.url), 'utf8');

const hashAsset = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;
