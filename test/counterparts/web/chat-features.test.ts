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

const button = ({ page }: AppTab, name: string) => page.getByRole('button', { name, exact: true });

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

test('an answer is rated with stars, tags and a correction, changed, and the rating is taken back', async () => {
  await using tab = await openApp(browser, server.url);
  await ask(tab, 'stars please');
  await answered(tab);
  const rate = button(tab, 'Rate with stars, tags, a comment or a correction');
  await rate.focus();
  await tab.page.keyboard.press('Enter');
  const form = tab.page.getByRole('form', { name: 'Your rating of this answer' });
  await form.getByRole('radio', { name: '4 stars' }).check();
  await form.getByRole('checkbox', { name: 'helpful' }).check();
  await form.getByLabel('Others, with commas between').fill('polite, polite, brief');
  await form.getByRole('button', { name: 'Begin with what the model said' }).click();
  await form.getByLabel('How should it have been?').fill('You said stars.');
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'chat-rating-light');
  await form.getByRole('button', { name: 'Keep' }).click();
  await tab.page.getByText('Kept.').waitFor();
  await tab.page.reload();
  await rate.click();
  await form.getByRole('radio', { name: '4 stars' }).waitFor();
  expect(await form.getByRole('radio', { name: '4 stars' }).isChecked()).toBe(true);
  expect(await form.getByLabel('Others, with commas between').inputValue()).toBe('polite, brief');
  await tab.page.emulateMedia({ colorScheme: 'dark' });
  await tab.page.setViewportSize({ width: 360, height: 740 });
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'chat-rating-phone');
  await form.getByRole('button', { name: 'Take my rating back' }).click();
  await tab.page.getByText('Taken back.').waitFor();
  const { data } = (await (await fetch(`${server.url}/v1/interactions?limit=1`)).json()) as {
    data: { ratings: unknown }[];
  };
  expect(data[0]?.ratings).toMatchObject([
    { score: 4, tags: ['helpful', 'polite', 'brief'], correction: 'You said stars.', source: 'web' },
    { score: null, withdrawn: ['score', 'tags', 'correction'] },
  ]);
  expectQuiet(tab);
});
