import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startAdapterServer } from './adapter-server.ts';
import { launchBrowser } from './browser.ts';
import { answered, ask, openApp, type AppServer } from './open-app.ts';

let browser: Browser;
let server: AppServer;

beforeAll(async () => {
  browser = await launchBrowser();
  server = await startAdapterServer();
});
afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

test('a conversation goes on with an adapter that is chosen in its middle, and without it again', async () => {
  await using tab = await openApp(browser, server.url);
  const { page } = tab;
  const last = page.locator('article.assistant .answer-text').last();
  const choose = async (name: RegExp): Promise<void> => {
    await page.getByRole('button', { name: /^Model: / }).click();
    await page.getByRole('menuitemradio', { name }).click();
  };
  await ask(tab, 'one');
  await last.getByText('You said: one', { exact: true }).waitFor();
  await answered(tab);

  await choose(/pirate/);
  await ask(tab, 'two');
  await last.getByText(/^\[pirate@1.*\] You said: two$/).waitFor();
  await answered(tab);

  await choose(/scripted \(default\)/);
  await ask(tab, 'three');
  await last.getByText('You said: three', { exact: true }).waitFor();
  await answered(tab);
  expect(await page.locator('article.assistant').count()).toBe(3);
  expect(tab.problems).toEqual([]);
});
