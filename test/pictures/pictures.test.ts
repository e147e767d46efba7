import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseSeed } from '../../src/sandbox/seed/parse-seed.js';
import { startSandbox } from '../../src/sandbox/http/server.js';
import { openAudit } from '../support/audit-page.js';
import { sampleAudit } from '../support/audits.js';
import { CHROMIUM, launchChromium } from '../support/chromium.js';
import { runInProcess } from '../support/run-cli.js';
import { drawTerminal } from '../support/terminal-picture.js';
import { createVirtualClock } from '../support/virtual-clock.js';

const fileIn = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const DEMO = fileIn('../../examples/demo');
const AUDIT_PICTURE = fileIn('audit.png');
const AUDIT_RECORD = fileIn('audit.txt');

/** Pictures in the documentation should not make people wait. */
const MOST_BYTES = 200_000;

/** `UPDATE_PICTURES=1` takes the picture of the page again; `vitest --update` draws the picture of the plan again. */
const TAKES_PICTURES = process.env['UPDATE_PICTURES'] === '1';

/** What a picture was taken of, and which one it is: another page, script or style needs another picture. */
const recordOf = (text: string, style: string, picture: Buffer): string =>
  `${text}\n\nstyle ${hash(style)}\npicture ${hash(picture)}\n`;

/** Runs in the page: a size is noticed in one frame and drawn in the next, and a busy machine may need one more for each. */
const SOME_FRAMES =
  'new Promise((done) => { let left = 5; const next = () => { left -= 1; if (left < 0) done(); else requestAnimationFrame(next); }; next(); })';

const hash = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

describe('the pictures of the documentation', () => {
  it('has them all', () => {
    const shown = [
      ['README.md', 'test/pictures/plan.svg'],
      ['docs/audit.md', '../test/pictures/audit.png'],
    ] as const;
    for (const [page, picture] of shown) {
      const path = fileIn(`../../${page}`);
      expect(readFileSync(path, 'utf8')).toContain(`(${picture})`);
      expect(statSync(join(path, '..', picture)).size).toBeLessThan(MOST_BYTES);
    }
  });

  it('shows what plan prints in the demo', async () => {
    const clock = createVirtualClock();
    const seed = parseSeed(readFileSync(`${DEMO}/seed.yaml`, 'utf8'), 'seed.yaml');
    const sandbox = await startSandbox({ clock, newId: randomUUID, seed });
    try {
      const { stdout, exitCode } = await runInProcess(['plan'], {
        cwd: DEMO,
        env: {
          FORCE_COLOR: '1',
          QOVERY_API_URL: sandbox.url,
          QOVERY_API_TOKEN: 'anything',
          QOVERRIDE_KEY: 'a key of at least thirty-two bytes',
          CHECKOUT_DATABASE_URL: 'postgres://replica',
          WORKER_STRIPE_KEY: 'rk-worker',
          PRODUCTION_STRIPE_KEY: 'sk-production',
        },
        io: { clock },
      });
      expect(exitCode).toBe(0);
      await expect(drawTerminal(`$ qoverride plan\n${stdout}`)).toMatchFileSnapshot('plan.svg');
    } finally {
      await sandbox.close();
    }
  });

  it.skipIf(CHROMIUM === undefined)('shows the audit page as it is', async () => {
    const browser = await launchChromium();
    try {
      const { page } = await openAudit(browser, sampleAudit(), {
        viewport: { width: 1280, height: 760 },
        deviceScaleFactor: 1,
        reducedMotion: 'reduce',
      });
      await page.locator('.cell.v-edited-outside').click();
      // The grid is drawn once the details beside it have their size.
      await page.evaluate(SOME_FRAMES);
      const text = await page.locator('body').innerText();
      const style = (await page.locator('style').textContent()) ?? '';
      if (TAKES_PICTURES) {
        const picture = await page.screenshot({ path: AUDIT_PICTURE });
        writeFileSync(AUDIT_RECORD, recordOf(text, style, picture));
      }
      expect(existsSync(AUDIT_PICTURE)).toBe(true);
      expect(readFileSync(AUDIT_RECORD, 'utf8')).toBe(recordOf(text, style, readFileSync(AUDIT_PICTURE)));
    } finally {
      await browser.close();
    }
  });
});
