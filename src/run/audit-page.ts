import { createHash } from 'node:crypto';
import { renderAuditHtml, type PageAssets } from '../render/audit-page/html.js';
import { readPackageFile, readVersion } from '../files/package-file.js';
import type { AuditResult } from './audit.js';
import { systemClock } from './machine.js';

/**
 * Prints an audit as one HTML page that needs nothing else: it opens from disk, and its policy lets it load nothing and run only its own
 * script. `madeAt` is what the page says, in milliseconds since 1970; by default now.
 */
export const renderAuditPage = (
  { audit }: Pick<AuditResult, 'audit'>,
  madeAt: number = systemClock.now(),
): string => renderAuditHtml({ audit, assets: readPageAssets(), toolVersion: readVersion(), madeAt });

/** Reads the script and the style of the page, which the build leaves in `dist/audit-page`, and hashes them for its policy. */
export const readPageAssets = (): PageAssets => {
  const script = readPackageFile('dist/audit-page/page.js');
  const style = readPackageFile('dist/audit-page/page.css');
  return { script, scriptHash: hashAsset(script), style, styleHash: hashAsset(style) };
};

const hashAsset = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;
