import type { Browser, BrowserContextOptions } from 'playwright-core';
import { readPageAssets } from '../../src/run/audit-page.js';
import type { Audit } from '../../src/model/audit.js';
import { renderAuditHtml } from '../../src/render/audit-page/html.js';
import { AUDIT_TIME } from './audits.js';
import { openFile, type OpenPage } from './chromium.js';
import { makeFolder } from './folder.js';
import { needBuild } from './need-build.js';

needBuild();

/** An audit's page as the program would write it. */
export const auditHtml = (audit: Audit): string =>
  renderAuditHtml({ audit, assets: readPageAssets(), toolVersion: '0.1.0', madeAt: AUDIT_TIME });

/** Opens an audit's page from disk; close its context when done. */
export const openAudit = async (
  browser: Browser,
  audit: Audit,
  options?: BrowserContextOptions,
): Promise<OpenPage> => {
  const folder = makeFolder({ 'audit.html': auditHtml(audit) });
  const opened = await openFile(browser, `${folder.path}/audit.html`, options);
  folder.remove();
  return opened;
};
