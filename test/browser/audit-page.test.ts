import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDiagnostic } from '../../src/model/diagnostic.js';
import type { Audit } from '../../src/model/audit.js';
import { openAudit } from '../support/audit-page.js';
import { auditCell, auditOf, auditScope, sampleAudit, unreadFinding } from '../support/audits.js';
import { CHROMIUM, launchChromium, type OpenPage } from '../support/chromium.js';

describe.skipIf(CHROMIUM === undefined)('the audit page in Chromium', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium();
  });

  afterAll(() => browser.close());

  const withPage = async (
    audit: Audit,
    use: (page: Page, troubles: OpenPage['troubles']) => Promise<void>,
    options?: Parameters<typeof openAudit>[2],
  ): Promise<void> => {
    const { page, troubles } = await openAudit(browser, audit, options);
    try {
      await use(page, troubles);
      expect(troubles).toEqual([]);
    } finally {
      await page.context().close();
    }
  };

  const rowHeads = (page: Page): Promise<readonly string[]> => page.getByRole('rowheader').allTextContents();

  const columnHeads = (page: Page): Promise<readonly string[]> =>
    page.locator('.column-name').allTextContents();

  const focused = (page: Page): Promise<string | null> =>
    page.evaluate<string | null>(
      `(() => { const cell = document.activeElement; const row = cell.closest('[data-row]');
        return row === null ? cell.id : row.dataset.row + ' ' + cell.dataset.column; })()`,
    );

  it('opens from disk without a request or an error, and shows the matrix', async () => {
    await withPage(sampleAudit(), async (page) => {
      expect(await page.title()).toBe('Secret overrides');
      expect(await page.locator('h1').textContent()).toBe('Secret overrides');
      expect(await page.locator('#status').textContent()).toBe(
        '11 secrets × 6 services and 1 wider scope, 62 cells',
      );
      expect(await page.locator('.span-head').allTextContents()).toEqual(['production', 'staging']);
      expect(await columnHeads(page)).toContain('nightly-reports');
      const cell = page.locator('.cell.v-edited-outside');
      expect(await cell.textContent()).toBe('≠ edited-outside');
      expect(await cell.getAttribute('aria-label')).toBe('edited-outside, stack storefront');
    });
  });

  it('searches, filters by verdict, environment and owner, and takes it back', async () => {
    await withPage(sampleAudit(), async (page) => {
      await page.getByRole('searchbox').fill('checkout');
      expect(await columnHeads(page)).toEqual(['checkout', 'checkout']);
      await page.getByRole('button', { name: 'managed' }).first().click();
      expect(await rowHeads(page)).toEqual(['DATABASE_URL', 'TLS_CERT']);
      await page.locator('#environment').selectOption('shop/staging');
      expect(await rowHeads(page)).toEqual(['DATABASE_URL']);
      expect(await page.locator('#status').textContent()).toBe('1 secret × 1 service, 1 matching');
      await page.getByRole('button', { name: 'Clear filters' }).click();
      expect(await rowHeads(page)).toHaveLength(11);
      await page.locator('#owner').selectOption('stack payments');
      expect([await rowHeads(page), await columnHeads(page)]).toEqual([['DATABASE_URL'], ['worker']]);
    });
  });

  it('says so when nothing matches, and when there is nothing', async () => {
    await withPage(sampleAudit(), async (page) => {
      await page.getByRole('searchbox').fill('no such thing');
      expect(await page.getByText('Nothing matches').isVisible()).toBe(true);
      await page.getByRole('searchbox').fill('');
      expect(await page.getByRole('grid').isVisible()).toBe(true);
    });
    await withPage(auditOf([], []), async (page) => {
      expect(await page.getByText('No secret to show').isVisible()).toBe(true);
    });
  });

  it('is used by keys alone', async () => {
    await withPage(sampleAudit(), async (page) => {
      await page.keyboard.press('/');
      expect(await focused(page)).toBe('search');
      await page.keyboard.type('/');
      expect(await page.getByRole('searchbox').inputValue()).toBe('/');
      await page.getByRole('searchbox').fill('');
      await page.locator('[role=gridcell][tabindex="0"]').focus();
      expect(await focused(page)).toBe('0 0');
      for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowUp']) await page.keyboard.press(key);
      expect(await focused(page)).toBe('0 2');
      await page.keyboard.press('ArrowUp');
      expect(await focused(page)).toBe('-1 2');
      expect(await page.locator('#readout').textContent()).toBe('shop/production application storefront');
      await page.keyboard.press('Control+End');
      expect(await focused(page)).toBe('10 6');
      await page.keyboard.press('Control+Home');
      expect(await focused(page)).toBe('0 -1');
      await page.keyboard.press('n');
      expect(await focused(page)).toBe('0 1');
      expect(await page.locator('[role=gridcell][tabindex="0"]').count()).toBe(1);
    });
  });

  it('opens the details by Enter, follows the focus, and closes them by Escape', async () => {
    await withPage(sampleAudit(), async (page) => {
      await page.locator('.cell.v-edited-outside').focus();
      await page.keyboard.press('Enter');
      const panel = page.getByRole('complementary', { name: 'STRIPE_KEY' });
      expect(await focused(page)).toBe('detail-heading');
      expect(await panel.innerText()).toContain('Changed outside qoverride after our last write.');
      expect(await panel.innerText()).toContain('shop/production/application/checkout/STRIPE_KEY');
      expect(await panel.innerText()).toMatch(/Jane Doe from CONSOLE, \d{4}-/);
      await page.keyboard.press('Escape');
      expect(await panel.isVisible()).toBe(false);
      expect(await focused(page)).toBe('8 1');

      await page.locator('.cell.v-missing').click();
      expect(await page.locator('#detail').innerText()).toContain('overrides/production.yaml:');
      await page.keyboard.press('ArrowUp');
      expect(await page.locator('#detail-heading').textContent()).toBe('SESSION_SECRET');
      await page.getByRole('button', { name: 'Close details' }).click();
      expect(await focused(page)).toBe('6 2');
    });
  });

  it('shows signs alone when asked, each with its word for a screen reader', async () => {
    await withPage(sampleAudit(), async (page) => {
      await page.getByRole('button', { name: 'Words' }).click();
      const cell = page.locator('.cell.v-orphan');
      expect(await cell.textContent()).toBe('∅');
      expect(await cell.getAttribute('aria-label')).toBe('orphan');
      await page.locator('.cell.v-orphan').hover();
      expect(await page.locator('#readout').textContent()).toContain('WEBHOOK_SIGNATURE');
    });
  });

  it('says what could not be read', async () => {
    const audit = sampleAudit();
    const unread = audit.scopes.filter(({ service }) => service === 'nightly-reports');
    const cells = audit.cells.filter(({ scope }) => !unread.includes(scope));
    const parts = { unread, diagnostics: [unreadFinding('shop/production/job/nightly-reports')] };
    await withPage(auditOf(audit.scopes, cells, parts), async (page) => {
      expect(await page.locator('#findings').getByText('1 finding, 1 error').isVisible()).toBe(true);
      expect(await page.locator('.column-head.unread').getAttribute('aria-label')).toContain(
        'could not be read',
      );
      expect(await page.locator('.cell.unread').first().getAttribute('aria-label')).toContain(
        'could not be read',
      );
    });
  });

  it('takes the theme of the system, until somebody chooses', async () => {
    const background = (page: Page): Promise<string> =>
      page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    await withPage(
      sampleAudit(),
      async (page) => {
        const dark = await background(page);
        expect(await page.locator('#theme').getAttribute('aria-pressed')).toBe('true');
        await page.locator('#theme').click();
        await expect.poll(() => background(page)).not.toBe(dark);
      },
      { colorScheme: 'dark' },
    );
  });

  it('prints what is not inherited as a list', async () => {
    await withPage(sampleAudit(), async (page) => {
      const pdf = await page.pdf();
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      await page.evaluate("dispatchEvent(new Event('beforeprint'))");
      expect(await page.locator('#print tbody tr').count()).toBe(14);
      await page.evaluate("dispatchEvent(new Event('afterprint'))");
      expect(await page.locator('#print tbody tr').count()).toBe(0);
    });
  });

  it.each([
    '</script><script>document.title = "owned"</script>',
    '<img src=x onerror="document.title = `owned`">',
    '<!--<script>',
    '"\'`${document.title}&lt;',
    'a\u202eb\u0007c\u2028d',
    '__proto__',
  ])('shows the name %j as text', async (name) => {
    const scope = auditScope(1, 'APPLICATION', name, name, name);
    const cells = [
      auditCell(scope, name, { verdict: 'foreign-owner', overrideId: name, owner: name, description: name }),
    ];
    const findings = [createDiagnostic({ severity: 'warning', code: 'x', message: name, hint: name })];
    await withPage(auditOf([scope], cells, { diagnostics: findings }), async (page) => {
      const shown = name
        .replace('\u202e', '\\u{202e}')
        .replace('\u0007', '\\u{7}')
        .replace('\u2028', '\\u{2028}');
      expect(await rowHeads(page)).toEqual([shown]);
      expect(await columnHeads(page)).toEqual([shown]);
      await page.locator('.cell').first().click();
      expect(await page.locator('#detail').innerText()).toContain(shown);
      expect(await page.locator('#findings ul').textContent()).toContain(shown);
      expect(await page.locator('script').count()).toBe(2);
      expect(await page.title()).not.toBe('owned');
    });
  });
});
