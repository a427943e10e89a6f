import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createModelStore } from '@tuneloop/runtime';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestPlatform, type TestPlatform } from '../../../packages/platform/test/test-platform.ts';
import { startHub, type HubServers } from '../../../packages/runtime/test/download/hub-server.ts';
import { serveContent } from '../../../packages/runtime/test/download/range-server.ts';
import { tinyModel } from '../../../packages/runtime/test/gguf/gguf-bytes.ts';
import { expectAccessible } from './accessible.ts';
import { keepScreenshot, launchBrowser } from './browser.ts';
import { openApp, type AppTab } from './open-app.ts';

const reference = 'hf:some/heron-GGUF:Q4_K_M';
const heron = Buffer.concat([tinyModel({ 'general.name': 'Heron' }), Buffer.alloc(1_000_000)]);

let hub: HubServers;
let server: TestPlatform;
let url: string;
let browser: Browser;
/** Whether the hub falls silent in the middle of a file. */
let isStalled = false;

beforeAll(async () => {
  browser = await launchBrowser();
  hub = await startHub({ repositories: { 'some/heron-GGUF': { 'heron-Q4_K_M.gguf': heron } } });
  const deliver = hub.storage.handler;
  hub.storage.handler = (request, response) =>
    isStalled
      ? serveContent(request, response, heron, { stallAfter: 700_000, pauseMs: 30 })
      : deliver(request, response);
  server = await createTestPlatform({
    engine: createScriptedEngine({ replies: 'Hello.' }),
    models: (folder) =>
      createModelStore({
        folder: join(folder, 'models'),
        huggingFace: { endpoint: hub.hub.url },
        aliases: { robin: join(folder, 'robin.gguf'), wren: join(folder, 'wren.gguf') },
      }),
    configuration: { model: 'robin', models: { robin: './robin.gguf', wren: './wren.gguf' } },
  });
  await writeFile(join(server.folder, 'robin.gguf'), tinyModel({ 'general.name': 'Robin' }));
  await writeFile(join(server.folder, 'wren.gguf'), tinyModel({ 'general.name': 'Wren' }));
  ({ url } = await server.platform.listen());
});
afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
  await hub?.[Symbol.asyncDispose]();
});
beforeEach(() => {
  isStalled = false;
});

const button = ({ page }: AppTab, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' });
const card = ({ page }: AppTab, name: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) });

async function openModels(search = '', options = {}): Promise<AppTab> {
  const tab = await openApp(browser, `${url}/#/models${search}`, options);
  await card(tab, 'robin').waitFor();
  return tab;
}

function expectQuiet({ requested, problems }: AppTab): void {
  expect(problems).toEqual([]);
  expect(requested.filter((asked) => new URL(asked).origin !== new URL(url).origin)).toEqual([]);
}

test('models are loaded, made the default and unloaded, with the memory that they take', async () => {
  await using tab = await openModels();
  await card(tab, 'robin').getByText('default').waitFor();
  await button(tab, 'Load wren').click();
  await card(tab, 'wren').getByText('loaded', { exact: true }).waitFor();
  await tab.page.getByRole('region', { name: 'Memory' }).getByText('wren').waitFor();
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'models-light');
  await button(tab, 'Make it the default: wren').click();
  await card(tab, 'wren').getByText('default').waitFor();
  await button(tab, 'Make it the default: robin').click();
  await card(tab, 'robin').getByText('default').waitFor();
  await button(tab, 'Load wren').click();
  await button(tab, 'Unload wren').click();
  await card(tab, 'wren').getByText('not loaded').waitFor();
  const { data } = (await (await fetch(`${url}/v1/models`)).json()) as { data: object[] };
  expect(data).toMatchObject([
    { id: 'robin', status: { value: 'loaded' } },
    { id: 'wren', status: { value: 'unloaded' } },
  ]);
  expectQuiet(tab);
});

test('a download shows how far it is, over a reload too, is broken off, gone on with, and deleted in the end', async () => {
  isStalled = true;
  await using tab = await openModels();
  await tab.page.getByLabel('Reference').fill(reference);
  await button(tab, 'Download').click();
  const progress = tab.page.getByRole('progressbar', { name: `Download of ${reference}` });
  await expect.poll(() => progress.getAttribute('aria-valuenow'), { timeout: 15_000 }).toMatch(/^[1-9]\d$/);
  await tab.page.reload();
  await progress.waitFor();
  await expectAccessible(tab.page);
  await progress.scrollIntoViewIfNeeded();
  await keepScreenshot(tab.page, 'models-download');
  await button(tab, `Cancel the download of ${reference}`).click();
  await tab.page.getByText('cancelled', { exact: true }).waitFor();
  isStalled = false;
  await button(tab, `Go on with the download of ${reference}`).click();
  await card(tab, 'heron').waitFor();
  const [last] = hub.storage.requests.filter(({ headers }) => headers.range !== undefined).slice(-1);
  expect(last?.headers.range).toMatch(/^bytes=[1-9]\d+-$/);

  await tab.page.getByRole('link', { name: 'Details: heron' }).click();
  const dialog = tab.page.getByRole('dialog', { name: 'heron' });
  await dialog.getByText('4,096 tokens as trained').waitFor();
  await button(tab, 'Delete from the disk').click();
  await expectAccessible(tab.page);
  await tab.page.getByRole('dialog', { name: 'Delete heron?' }).getByRole('button', { name: 'Delete' }).click();
  await card(tab, 'heron').waitFor({ state: 'detached' });
  expectQuiet(tab);
});

test('a download that cannot be is told of in the words of the server', async () => {
  await using tab = await openModels();
  await tab.page.getByLabel('Reference').fill('hf:some/unknown');
  await button(tab, 'Download').click();
  const row = tab.page.getByRole('listitem').filter({ hasText: 'hf:some/unknown' });
  await row.getByText('failed', { exact: true }).waitFor();
  expect(await row.textContent()).toContain('Check the name');
  expectQuiet(tab);
});

test('the details of a model have an address, and the memory for a context is reckoned, by keyboard alone', async () => {
  await using tab = await openModels();
  await tab.page.getByRole('link', { name: 'Details: robin' }).focus();
  await tab.page.keyboard.press('Enter');
  const dialog = tab.page.getByRole('dialog', { name: 'robin' });
  await dialog.getByText('Robin', { exact: true }).waitFor();
  expect(tab.page.url()).toContain('model=robin');
  const total = dialog.locator('strong');
  const before = await total.textContent();
  await dialog.getByRole('slider', { name: 'Context size' }).focus();
  await tab.page.keyboard.press('End');
  await expect.poll(() => total.textContent(), { timeout: 15_000 }).not.toBe(before);
  await expectAccessible(tab.page);
  await tab.page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'models-dark');
  await tab.page.reload();
  await dialog.getByText('Robin', { exact: true }).waitFor();
  await tab.page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expectQuiet(tab);
});

test('on a phone nothing scrolls sideways', async () => {
  const viewport = { width: 360, height: 740 };
  await using tab = await openModels('', { viewport, hasTouch: true, isMobile: true });
  await tab.page.getByRole('heading', { name: 'Well known models' }).waitFor();
  const widths = '[document.documentElement, document.querySelector("main")].map((e) => e.scrollWidth - e.clientWidth)';
  expect(await tab.page.evaluate(widths)).toEqual([0, 0]);
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'models-phone');
  expectQuiet(tab);
});
