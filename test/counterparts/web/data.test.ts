import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { keepScreenshot, launchBrowser } from './browser.ts';
import { openApp, startScriptedServer, type AppServer, type AppTab } from './open-app.ts';
import { hostileTag, recordData, withHostileText, withTokens } from './recorded-data.ts';

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

/** Nothing can be scrolled sideways. */
const sideways = ({ page }: AppTab): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

test('filters find an interaction, stay in the address, and its download is what is shown', async () => {
  await using tab = await open('/data');
  const { page } = tab;
  await page.getByText('61 interactions', { exact: true }).waitFor();
  await page.getByText('25 of 61 shown').waitFor();
  await expectAccessible(page);
  await keepScreenshot(page, 'data-light');

  await page.getByLabel('Search in questions, answers and comments').fill('mutex');
  await page.getByText('12 interactions', { exact: true }).waitFor();
  await page.getByLabel('Rating', { exact: true }).selectOption('Found bad');
  await page.getByText('3 interactions', { exact: true }).waitFor();
  await page.reload();
  await page.getByText('3 of 3 shown').waitFor();
  expect(page.url()).toContain('rating=down');
  const shown = await page.getByRole('list', { name: 'Interactions' }).getByRole('link').allTextContents();

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download (JSONL)' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('interactions.jsonl');
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
  const records = lines.map((line) => JSON.parse(line) as { type: string; interaction?: { prompt: unknown } });
  const asked = records.flatMap(({ interaction }) => (interaction ? JSON.stringify(interaction.prompt) : []));
  expect(asked).toHaveLength(3);
  for (const [index, text] of asked.toReversed().entries()) expect(text).toContain(shown[index]);

  await page.getByRole('button', { name: /Take away the filter Rating/ }).click();
  await page.getByText('12 interactions', { exact: true }).waitFor();
  await page.getByRole('button', { name: /Take away the filter Words/ }).click();
  await page.getByText('61 interactions', { exact: true }).waitFor();
  const plot = page.locator('[data-timeline]');
  const { x, y, width, height } = (await plot.boundingBox())!;
  await page.mouse.move(x + 2, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width / 4, y + height / 2, { steps: 4 });
  await page.mouse.up();
  await page.getByRole('button', { name: /Take away the filter From/ }).waitFor();
  await page.getByText('61 interactions', { exact: true }).waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'More filters' }).click();
  await expectAccessible(page);
  expectQuiet(tab);
});

test('by keyboard alone from the list to the tokens of an answer, and back with the filters', async () => {
  await using tab = await open('/data?text=prime');
  const { page } = tab;
  await page.getByText('12 of 12 shown').waitFor();
  await page.getByRole('list', { name: 'Interactions' }).getByRole('link').last().focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Name a prime number above 100.' }).waitFor();
  expect(page.url()).toContain(withTokens);
  const list = page.getByRole('listbox', { name: 'Tokens' });
  await list.focus();
  for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowRight');
  expect(await list.getByRole('option', { selected: true }).getAttribute('aria-label')).toBe('“ first” 31 %');
  expect(
    await page.getByRole('list', { name: 'What was likely at this place' }).getByRole('listitem').allTextContents(),
  ).toEqual(['“ smallest”36 %', '“ first” (chosen)31 %', '“ next”20 %']);
  await expectAccessible(page);
  await list.scrollIntoViewIfNeeded();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page);
  await keepScreenshot(page, 'data-tokens-dark');
  await page.getByRole('link', { name: 'Back to the interactions' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('12 of 12 shown').waitFor();
  await keepScreenshot(page, 'data-dark');
  expectQuiet(tab);
});

test('what was written to do harm is shown and does nothing; deleting asks first', async () => {
  await using tab = await open(`/data/interactions/${withHostileText}`, { viewport: { width: 360, height: 740 } });
  const { page } = tab;
  await page.getByText(`#${hostileTag}`).waitFor();
  await page.getByText('How likely each token was has not been recorded.').waitFor();
  expect(await page.evaluate('window.ran')).toBeUndefined();
  expect(await sideways(tab)).toBe(0);
  await expectAccessible(page);
  await keepScreenshot(page, 'data-interaction-phone');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('heading', { name: 'Delete this interaction?' }).waitFor();
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByText('The interaction is deleted.').waitFor();
  await page.getByText('60 interactions', { exact: true }).waitFor();
  expect(await page.getByText('hostile').count()).toBe(0);
  expect(await sideways(tab)).toBe(0);
  await keepScreenshot(page, 'data-phone');
  expectQuiet(tab);
});

test('a server that has recorded nothing, or does not record, says what to do', async () => {
  await using fresh = await startScriptedServer();
  await using tab = await openApp(browser, `${fresh.url}/#/data`);
  await tab.page.getByText('Nothing has been recorded yet').waitFor();
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'data-empty-light');
  await using silent = await startScriptedServer({ TUNELOOP_RECORDING: 'off' });
  await tab.page.goto(`${silent.url}/#/data`);
  await tab.page.getByText('This server records nothing').waitFor();
  await tab.page.getByRole('link', { name: 'Datasets' }).click();
  await tab.page.getByText('Make training data of what was asked').waitFor();
  await tab.page.getByText('This server records nothing').waitFor();
  expect(await tab.page.getByRole('button', { name: 'Write the dataset' }).count()).toBe(0);
});

test('with an API key what is its own is shown and downloaded', async () => {
  await using guarded = await startScriptedServer();
  const { key, record } = await guarded.platform.keys.create({ name: 'browser', scopes: ['chat'] });
  await recordData(guarded, record.id);
  await using tab = await openApp(browser, `${guarded.url}/#/data`);
  const { page } = tab;
  await page.getByLabel('Key', { exact: true }).fill(key);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('30 interactions', { exact: true }).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download (JSONL)' }).click(),
  ]);
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
  const owners = lines.flatMap(
    (line) => (JSON.parse(line) as { interaction?: { owner: string } }).interaction?.owner ?? [],
  );
  expect([owners.length, new Set(owners)]).toEqual([30, new Set([record.id])]);
  await page.goto(`${guarded.url}/#/data/datasets`);
  await page.getByText('This takes an API key with the scope "admin"').waitFor();
});
