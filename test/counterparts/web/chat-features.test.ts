import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { keepScreenshot, launchBrowser } from './browser.ts';
import { answered, ask, openApp, startScriptedServer, type AppServer, type AppTab } from './open-app.ts';

let server: AppServer;
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
  server = await startScriptedServer();
});
afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

function expectQuiet({ requested, problems }: AppTab): void {
  expect(problems).toEqual([]);
  expect(requested.filter((url) => new URL(url).origin !== new URL(server.url).origin)).toEqual([]);
}

const send = (path: string, body: object): Promise<Response> =>
  fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

test('a model that is not loaded is loaded by choosing it, and an answer says how full its context is', async () => {
  expect((await send('/models/unload', { model: 'scripted' })).status).toBe(200);
  await using tab = await openApp(browser, server.url);
  const picker = tab.page.getByRole('button', { name: /^Model: / });
  await expect.poll(() => picker.getAttribute('aria-label')).toBe('Model: scripted, not loaded');
  await picker.focus();
  await tab.page.keyboard.press('Enter');
  await tab.page.getByRole('menuitemradio', { name: /scripted \(default\)/ }).waitFor();
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'chat-models-light');
  await tab.page.keyboard.press('Enter');
  await expect.poll(() => picker.getAttribute('aria-label')).toBe('Model: scripted');
  await ask(tab, 'hello');
  await answered(tab);
  await tab.page.getByText(/^\d+ of 4,096 tokens \(\d+ %\)$/).waitFor();
  await expectAccessible(tab.page);
  expectQuiet(tab);
});
