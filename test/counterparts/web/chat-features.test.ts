import { readFile } from 'node:fs/promises';
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

test('the picker shows how far loading is, what failed, and adapters under their models', async () => {
  await using tab = await openApp(browser, server.url);
  // The scripted engine loads at once and has no adapters: the list is what a server with both would answer.
  const model = { object: 'model', created: 0, owned_by: 'tuneloop', max_model_len: 8192 };
  const data = [
    { ...model, id: 'scripted', status: { value: 'loaded' } },
    { ...model, id: 'large', status: { value: 'loading', progress: 0.4 } },
    { ...model, id: 'large:pirate', parent: 'large', root: 'large', status: { value: 'loading' } },
    { ...model, id: 'broken', status: { value: 'failed' } },
  ];
  await tab.page.route('**/v1/models', (route) => route.fulfill({ json: { object: 'list', data } }));
  await tab.page.reload();
  await tab.page.getByRole('button', { name: 'Model: scripted' }).click();
  await tab.page.getByRole('menuitemradio', { name: /broken.*failed/ }).waitFor();
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'chat-models-list');
  await tab.page.getByRole('menuitemradio', { name: /large:pirate.*loading, 40 %.*8,192 tokens/ }).click();
  const bar = tab.page.getByRole('progressbar', { name: 'large is being loaded…' });
  expect(await bar.getAttribute('aria-valuenow')).toBe('40');
  await tab.page.getByRole('button', { name: 'Model: large:pirate, loading, 40 %' }).waitFor();
  await tab.page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'chat-loading-dark');
  const asked = tab.page.waitForRequest('**/chat');
  await ask(tab, 'hello');
  expect((await asked).postDataJSON()).toMatchObject({ model: 'large:pirate' });
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
  await form.getByRole('button', { name: 'Take back' }).click();
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

const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const picture = { name: 'pixel.png', mimeType: 'image/png', buffer: pixel };

test('files go with a question and are folded in it; images only to models that see', async () => {
  await using tab = await openApp(browser, server.url);
  const input = tab.page.locator('input[type=file][aria-label="Attach files"]');
  await input.setInputFiles([
    { name: 'sum.ts', mimeType: 'text/plain', buffer: Buffer.from('// ```\nexport const sum = 1 + 2;\n') },
    picture,
    { name: 'noise.bin', mimeType: 'application/octet-stream', buffer: Buffer.from([0xff, 0xfe, 0]) },
  ]);
  await tab.page.getByText('scripted cannot see images').waitFor();
  await tab.page.getByText('noise.bin was not attached: it is not text').waitFor();
  await tab.page.getByRole('button', { name: 'Remove sum.ts' }).waitFor();
  await button(tab, 'Close').first().click();
  await button(tab, 'Close').click();
  await tab.page.evaluate(`{
    const data = new DataTransfer();
    data.items.add(new File(['# Notes'], 'notes.md'));
    document.getElementById('question').closest('form').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  }`);
  await tab.page.getByRole('button', { name: 'Remove notes.md' }).waitFor();
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'chat-attachments-light');
  await ask(tab, 'What are these?');
  await answered(tab);
  await tab.page.reload();
  const asked = tab.page.locator('article.user');
  await asked.getByText('sum.ts').click();
  await asked.getByText('export const sum = 1 + 2;').waitFor();
  expect(await asked.locator('.question-text').allTextContents()).toEqual(['What are these?']);
  expect(await asked.locator('summary').count()).toBe(2);
  await expectAccessible(tab.page);
  expectQuiet(tab);
});

test('a model that sees gets images', async () => {
  await using seeing = await startScriptedServer({}, { images: true });
  await using tab = await openApp(browser, seeing.url);
  await tab.page.getByRole('button', { name: /^Model: scripted$/ }).waitFor();
  await tab.page.locator('input[type=file][aria-label="Attach files"]').setInputFiles([picture]);
  await tab.page.getByRole('button', { name: 'Remove pixel.png' }).waitFor();
  await ask(tab, 'Which colour is it?');
  await answered(tab);
  await tab.page.reload();
  await tab.page.locator('article.user').getByRole('img', { name: 'Image 1' }).waitFor();
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'chat-image-light');
  expect(tab.problems).toEqual([]);
  const { data } = (await (await fetch(`${seeing.url}/lab/conversations`)).json()) as { data: { id: string }[] };
  const read = await (await fetch(`${seeing.url}/lab/conversations/${data[0]!.id}`)).json();
  expect(read).toMatchObject({
    messages: [
      {
        content: [
          { type: 'text', text: 'Which colour is it?' },
          { type: 'image_url', image_url: { url: `data:image/png;base64,${pixel.toString('base64')}` } },
        ],
      },
      { role: 'assistant' },
    ],
  });
});

test('settings are kept as a preset, taken along as a file, and begin a conversation', async () => {
  await using tab = await openApp(browser, server.url);
  await button(tab, 'Settings').click();
  await tab.page.getByLabel('System prompt of new conversations').fill('Talk like a pirate.');
  await tab.page.getByLabel('Temperature').fill('1.2');
  await tab.page.getByLabel('Name for the settings of now').fill('Pirate');
  await tab.page.keyboard.press('Enter');
  await tab.page.getByRole('button', { name: 'Use Pirate' }).waitFor();
  const saved = tab.page.waitForEvent('download');
  await button(tab, 'Download all').click();
  const file = await (await saved).path();
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'chat-presets-light');
  await button(tab, 'Remove Pirate').click();
  await tab.page.getByRole('dialog', { name: 'Remove Pirate?' }).waitFor();
  await expectAccessible(tab.page);
  await tab.page.getByRole('dialog', { name: 'Remove Pirate?' }).getByRole('button', { name: 'Remove Pirate' }).click();
  await tab.page.getByText('Keep the settings below').waitFor();
  await tab.page.locator('input[type=file][aria-label="Add from a file"]').setInputFiles({
    name: 'presets.json',
    mimeType: 'application/json',
    buffer: await readFile(file),
  });
  await tab.page.getByText('1 preset was added.').waitFor();
  await button(tab, 'Use the defaults').click();
  await tab.page.keyboard.press('Escape');
  await button(tab, 'Pirate').click();
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'chat-presets-begin-light');
  await ask(tab, 'Who are you?');
  await answered(tab);
  const { data } = (await (await fetch(`${server.url}/v1/interactions?limit=1`)).json()) as { data: unknown[] };
  expect(data[0]).toMatchObject({
    prompt: { messages: [{ role: 'system', content: 'Talk like a pirate.' }, { role: 'user' }] },
    settings: { sampling: { temperature: 1.2 } },
  });
  expectQuiet(tab);
});
