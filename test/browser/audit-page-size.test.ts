import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAudit } from '../support/audit-page.js';
import { largeAudit } from '../support/audits.js';
import { CHROMIUM, launchChromium } from '../support/chromium.js';

/** Several times what fits on the screen, and a hundredth of the cells. */
const MOST_ELEMENTS = 2500;

describe.skipIf(CHROMIUM === undefined)('the audit page with 1,000 services and 200 secrets', () => {
  let browser: Browser;
  let page: Page;
  let troubles: readonly string[];

  beforeAll(async () => {
    browser = await launchChromium();
    ({ page, troubles } = await openAudit(browser, largeAudit(1000, 200)));
  });

  afterAll(() => browser.close());

  const countElements = (): Promise<number> => page.evaluate<number>("document.querySelectorAll('*').length");

  const scrollTo = async (left: number, top: number): Promise<void> => {
    await page.evaluate(`document.querySelector('#scroller').scrollTo(${String(left)}, ${String(top)})`);
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  };

  it('has in the document just what is on the screen, and says how much there is', async () => {
    expect(await countElements()).toBeLessThan(MOST_ELEMENTS);
    const grid = page.getByRole('grid');
    expect([await grid.getAttribute('aria-rowcount'), await grid.getAttribute('aria-colcount')]).toEqual([
      '202',
      '1001',
    ]);
    expect(await page.locator('#status').textContent()).toBe('200 secrets × 1,000 services, 200,000 cells');
  });

  it('shows what it is scrolled to, with its heads', async () => {
    for (const [left, top] of [
      [17_000, 3000],
      [33_500, 5900],
      [400, 200],
    ] as const) {
      await scrollTo(left, top);
      expect(await countElements()).toBeLessThan(MOST_ELEMENTS);
      const column = Math.ceil(left / 34);
      const row = Math.ceil(top / 30);
      const head = page.locator(`.column-head[data-column="${String(column)}"] .column-name`);
      expect(await head.textContent()).toBe(`service-${String(column).padStart(4, '0')}`);
      const cell = page.locator(`.row[data-row="${String(row)}"] .cell[data-column="${String(column)}"]`);
      expect(await cell.getAttribute('aria-colindex')).toBe(String(column + 2));
      expect(await page.locator(`.row[data-row="${String(row)}"]`).getAttribute('aria-rowindex')).toBe(
        String(row + 3),
      );
      const name = page.locator(`.row[data-row="${String(row)}"] .row-head`);
      expect(await name.textContent()).toBe(`SECRET_${String(row).padStart(3, '0')}`);
      expect((await name.boundingBox())?.x).toBe((await page.locator('.corner').last().boundingBox())?.x);
    }
    await scrollTo(0, 0);
  });

  it('keeps the focus on a cell that is scrolled away, and comes back to it', async () => {
    await page.locator('.row[data-row="2"] .cell[data-column="2"]').focus();
    await scrollTo(20_000, 4000);
    const focused = "document.activeElement.getAttribute('aria-colindex')";
    expect(await page.evaluate(focused)).toBe('4');
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate(focused)).toBe('5');
    expect(await page.evaluate("document.querySelector('#scroller').scrollLeft")).toBeLessThan(200);
    await page.keyboard.press('Control+End');
    expect(await page.evaluate(focused)).toBe('1001');
    expect(await countElements()).toBeLessThan(MOST_ELEMENTS);
    await page.keyboard.press('Control+Home');
  });

  it('answers a search and a filter', async () => {
    await page.getByRole('searchbox').fill('secret_123 service-0777');
    expect(await page.locator('#status').textContent()).toBe('1 secret × 1 service, 1 matching');
    await page.getByRole('searchbox').fill('');
    await page.getByLabel('Environment').selectOption('project-4/staging');
    await page.getByRole('button', { name: 'orphan' }).click();
    expect(await page.locator('.span-head').allTextContents()).toEqual(['staging']);
    const matching = await page.locator('.cell.v-orphan:not(.beside)').count();
    expect(matching).toBeGreaterThan(0);
    expect(await page.locator('.cell:not(.v-orphan):not(.beside)').count()).toBe(0);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    expect(await page.locator('#status').textContent()).toContain('200,000 cells');
  });

  it('did all that without a request or an error', () => {
    expect(troubles).toEqual([]);
  });
});
