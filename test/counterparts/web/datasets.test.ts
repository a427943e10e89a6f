import { readFile } from 'node:fs/promises';
import { exportFormats } from '@tuneloop/rlhf/export-formats';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { keepScreenshot, launchBrowser } from './browser.ts';
import { openApp, startScriptedServer, type AppServer, type AppTab } from './open-app.ts';
import { recordData } from './recorded-data.ts';

let server: AppServer;
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
  server = await startScriptedServer();
  await recordData(server);
});
afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

const open = (path: string, options?: Parameters<typeof openApp>[2]): Promise<AppTab> =>
  openApp(browser, `${server.url}/#${path}`, options);

function expectQuiet({ requested, problems }: AppTab): void {
  expect(problems).toEqual([]);
  expect(requested.filter((url) => new URL(url).origin !== new URL(server.url).origin)).toEqual([]);
}

const shownRows = async (page: Page): Promise<unknown[]> =>
  (await page.locator('[data-row] pre').allTextContents()).map((json) => JSON.parse(json) as unknown);

test('a dataset is what its preview showed: filters, reasons, splits, redaction, download, removal', async () => {
  await using tab = await open('/data?since=2026-11-02T00%3A00%3A00.000Z');
  const { page } = tab;
  await page.getByRole('link', { name: 'Build a dataset of these' }).click();
  await page.getByText('Nobody has said whether it is good.').waitFor();
  expect(page.url()).toContain('since=');
  await page.getByLabel('Format').selectOption('kto');
  await page.getByLabel('For validation').selectOption('20 %');
  await page.getByLabel('Replace personal data and keys by placeholders').check();
  await page
    .getByRole('group', { name: 'Files' })
    .getByRole('button', { name: /^Validation/ })
    .waitFor();
  await page.getByText('[EMAIL_1]').first().waitFor();
  await expectAccessible(page);
  await keepScreenshot(page, 'datasets-light');
  const train = await shownRows(page);
  expect(train).toHaveLength(3);

  await page.getByRole('button', { name: 'Write the dataset' }).click();
  const written = page.getByRole('list', { name: 'Written datasets' });
  await written.getByText('ready').waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    written.getByRole('button', { name: /kto\.train\.jsonl/ }).click(),
  ]);
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
  expect(lines.slice(0, 3).map((line) => JSON.parse(line) as unknown)).toEqual(train);
  await page.reload();
  await written.getByText(/of 61 interactions used/).click();
  await written.getByText('no-rating').waitFor();
  await written.scrollIntoViewIfNeeded();
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page);
  await keepScreenshot(page, 'datasets-dark');
  await written.getByRole('button', { name: /^Remove kto/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByText('No dataset has been written yet').waitFor();
  expectQuiet(tab);
});

test('every format of the server is offered, and one without rows says what is missing', async () => {
  await using tab = await open('/data/datasets?format=dpo&model=qwen3-0.6b', { viewport: { width: 360, height: 740 } });
  const { page } = tab;
  await page.getByText('No other answer to the same prompt was judged the other way.').waitFor();
  await page.getByText('No rows', { exact: true }).first().waitFor();
  const format = page.getByLabel('Format');
  const offered = await format
    .locator('option')
    .evaluateAll((options) => options.map((option) => option.getAttribute('value')));
  expect(new Set(offered)).toEqual(new Set(exportFormats));
  expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
  await page.getByRole('button', { name: 'More settings' }).click();
  await expectAccessible(page);
  await keepScreenshot(page, 'datasets-phone');
  await format.selectOption('sharegpt');
  await page.getByText('"conversations"').first().waitFor();
  await page.getByLabel('Search in questions, answers and comments').fill('nothing like it');
  await page.getByText('No interaction fits these filters').waitFor();
  expectQuiet(tab);
});
