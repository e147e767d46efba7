import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditHtml, openAudit } from '../support/audit-page.js';
import { largeAudit, sampleAudit, unreadFinding } from '../support/audits.js';
import { CHROMIUM, launchChromium } from '../support/chromium.js';

const SMALL = { width: 1000, height: 640 };

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What axe-core finds wrong by WCAG 2.2 AA and its best practices, and how many elements it checked for contrast. */
const check = async (
  page: Page,
): Promise<{ readonly wrong: readonly string[]; readonly contrasted: number }> => {
  await page.evaluate(axe.source);
  const { violations, passes } = await page.evaluate<{
    readonly violations: readonly Violation[];
    readonly passes: readonly Violation[];
  }>('axe.run()');
  return {
    wrong: violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    ),
    contrasted: passes.find(({ id }) => id === 'color-contrast')?.nodes.length ?? 0,
  };
};

describe.skipIf(CHROMIUM === undefined)('the audit page for everybody', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium();
  });

  afterAll(() => browser.close());

  const states: Readonly<Record<string, (page: Page) => Promise<void>>> = {
    'as it opens': () => Promise.resolve(),
    'with details': (page) => page.locator('.cell.v-edited-outside').first().click(),
    'with filters': async (page) => {
      await page.getByRole('button', { name: 'orphan' }).click();
      await page.getByRole('searchbox').fill('worker');
    },
    'with signs': (page) => page.getByRole('button', { name: 'Words' }).click(),
    'with findings': (page) => page.locator('summary').click(),
    'with nothing found': (page) => page.getByRole('searchbox').fill('no such thing'),
  };

  for (const colorScheme of ['light', 'dark'] as const) {
    it.each(Object.keys(states))(`has semantics and contrast in ${colorScheme}, %s`, async (state) => {
      const audit = sampleAudit({ diagnostics: [unreadFinding('shop/production')] });
      const { page } = await openAudit(browser, audit, {
        colorScheme,
        reducedMotion: 'reduce',
        bypassCSP: true,
        viewport: SMALL,
      });
      await states[state]?.(page);
      const { wrong, contrasted } = await check(page);
      expect(wrong).toEqual([]);
      expect(contrasted).toBeGreaterThan(10);
      await page.context().close();
    });
  }

  it('has semantics and contrast with only a part of a large matrix in the document', async () => {
    const { page } = await openAudit(browser, largeAudit(300, 60), { bypassCSP: true, viewport: SMALL });
    await page.locator('.cell').first().focus();
    await page.keyboard.press('Control+End');
    expect((await check(page)).wrong).toEqual([]);
    await page.context().close();
  });

  it('shows where the focus is, in both themes', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await openAudit(browser, sampleAudit(), { colorScheme });
      await page.locator('[role=gridcell][tabindex="0"]').focus();
      await page.keyboard.press('ArrowRight');
      const outline = await page.evaluate(
        '(({ outlineStyle, outlineWidth }) => outlineStyle + outlineWidth)(getComputedStyle(document.activeElement))',
      );
      expect(outline).toBe('solid2px');
      await page.context().close();
    }
  });

  it('moves nothing for those who ask for that', async () => {
    const { page } = await openAudit(browser, sampleAudit(), {
      reducedMotion: 'reduce',
      viewport: { width: 600, height: 800 },
    });
    await page.locator('.cell.v-managed').first().click();
    expect(await page.evaluate('document.getAnimations().length')).toBe(0);
    await page.context().close();
  });

  it('fits a narrow window', async () => {
    const { page } = await openAudit(browser, sampleAudit(), { viewport: { width: 600, height: 800 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(600);
    await page.locator('.cell.v-managed').first().click();
    expect((await page.locator('#detail').boundingBox())?.width).toBe(600);
    await page.context().close();
  });

  it('says what it needs where scripts do not run', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.setContent(auditHtml(sampleAudit()));
    expect(await page.locator('noscript').textContent()).toContain('needs JavaScript');
    await context.close();
  });
});
