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

test('conversations are put into folders, found by what was said, and all taken along, by keyboard', async () => {
  await using other = await startScriptedServer();
  for (const [id, title, content] of [
    ['a', 'Seafaring', 'Where do parrots sleep?'],
    ['b', 'Cooking', 'How long do eggs boil?'],
  ] as const) {
    const body = {
      id,
      title,
      messages: [
        { role: 'user', content },
        { role: 'assistant', content: 'It depends.' },
      ],
    };
    await fetch(`${other.url}/lab/conversations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }
  await using tab = await openApp(browser, other.url);
  const { keyboard } = tab.page;
  const search = tab.page.getByLabel('Search conversations');
  await search.focus();
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowDown');
  await expect.poll(() => tab.page.evaluate('document.activeElement.textContent')).toBe('Seafaring');
  await keyboard.press('F2');
  await tab.page.getByRole('dialog', { name: 'Rename' }).waitFor();
  await keyboard.press('Escape');
  await tab.page.getByRole('button', { name: 'Actions for Seafaring' }).click();
  await tab.page.getByRole('menuitem', { name: 'Move to a folder' }).click();
  await tab.page.getByLabel('Folder (empty: none)').fill('Ships');
  await expectAccessible(tab.page);
  await keyboard.press('Enter');
  await tab.page.locator('summary').getByText('Ships').waitFor();
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'chat-folders-light');
  await search.fill('PARROTS where');
  await tab.page.getByRole('link', { name: 'Cooking' }).waitFor({ state: 'detached' });
  await tab.page.getByRole('link', { name: 'Seafaring' }).waitFor();
  await search.fill('');
  const saved = tab.page.waitForEvent('download');
  await button(tab, 'Download all conversations').click();
  const file = await readFile(await (await saved).path());
  const lines = Buffer.from(
    '{"messages":[{"role":"user","content":"Line one"},{"role":"assistant","content":"Yes."}]}\n',
  );
  await tab.page.locator('input[type=file][aria-label=Import]').setInputFiles([
    { name: 'all.json', mimeType: 'application/json', buffer: file },
    { name: 'lines.jsonl', mimeType: 'application/jsonl', buffer: lines },
  ]);
  await tab.page.getByText('3 conversations were imported.').waitFor();
  await tab.page.getByRole('link', { name: 'Untitled' }).waitFor();
  expect(await tab.page.getByRole('link', { name: 'Seafaring' }).count()).toBe(2);
  expect(await tab.page.locator('details').filter({ hasText: 'Ships' }).getByRole('link').count()).toBe(2);
  expect(tab.problems).toEqual([]);
});

test('versions of answers and questions are gone through, and a link leads to one message', async () => {
  await using tab = await openApp(browser, server.url);
  const questions = tab.page.locator('article.user .question-text');
  await ask(tab, 'first');
  await answered(tab);
  await button(tab, 'Answer again').click();
  await tab.page.locator('article.assistant').getByText('2 of 2').waitFor();
  await button(tab, 'Edit').click();
  await tab.page.getByLabel('Edit', { exact: true }).first().fill('changed');
  await button(tab, 'Ask this instead').click();
  const questionVersions = tab.page.locator('article.user').getByRole('group', { name: 'Versions' });
  await questionVersions.getByText('2 of 2').waitFor();
  await answered(tab);
  await ask(tab, 'long please');
  await answered(tab);
  await questionVersions.getByRole('button', { name: 'Version before' }).focus();
  await tab.page.keyboard.press('Enter');
  await tab.page.locator('article.assistant').getByText('2 of 2').waitFor();
  expect(await questions.allTextContents()).toEqual(['first']);
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'chat-versions-light');
  await questionVersions.getByRole('button', { name: 'Next version' }).click();
  await expect.poll(() => questions.allTextContents()).toEqual(['changed', 'long please']);
  await button(tab, 'Copy the link to this conversation').click();
  expect(await tab.page.evaluate('navigator.clipboard.readText()')).toBe(tab.page.url());
  await button(tab, 'Copy the link to this question').first().click();
  const link = await tab.page.evaluate<string>('navigator.clipboard.readText()');
  expect(link).toContain(`${tab.page.url()}?message=`);
  await tab.page.goto('about:blank');
  await tab.page.goto(link);
  await questions.getByText('changed').waitFor();
  await expect.poll(() => tab.page.evaluate('document.querySelector("[role=log]").scrollTop')).toBe(0);
  expect(await tab.page.evaluate('document.querySelector("[role=log]").scrollHeight')).toBeGreaterThan(2000);
  await expectAccessible(tab.page);
  await tab.page.emulateMedia({ colorScheme: 'dark' });
  await tab.page.setViewportSize({ width: 360, height: 740 });
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'chat-link-phone');
  expectQuiet(tab);
});

test('the whole prompt is shown by roles and as one text, and messages of either side are changed and added', async () => {
  await using tab = await openApp(browser, server.url);
  await ask(tab, 'hello there');
  await answered(tab);
  await button(tab, 'Show the whole prompt').focus();
  await tab.page.keyboard.press('Enter');
  const dialog = tab.page.getByRole('dialog', { name: 'The whole prompt' });
  await dialog.getByText('You are a helpful assistant.').waitFor();
  await dialog.getByRole('button', { name: 'Edit message 2 (Assistant)' }).click();
  await dialog.getByLabel('Text of the message').first().fill('Ahoy.');
  await expectAccessible(tab.page);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('listitem').getByText('Ahoy.').waitFor();
  const form = dialog.getByRole('form', { name: 'Add a message at the end' });
  await form.getByLabel('Role').selectOption('Assistant');
  await form.getByLabel('Text of the message').fill('Who are you?');
  await form.getByRole('button', { name: 'Add' }).click();
  await dialog.getByRole('listitem').getByText('Who are you?').waitFor();
  await keepScreenshot(tab.page, 'chat-prompt-light');
  await dialog.getByRole('button', { name: 'Remove message 3 (Assistant)' }).click();
  await expect.poll(() => dialog.getByRole('listitem').count()).toBe(2);
  await dialog.getByRole('button', { name: 'As one text' }).click();
  await dialog.locator('pre').getByText('Ahoy.').waitFor();
  await tab.page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'chat-prompt-dark');
  await tab.page.keyboard.press('Escape');
  await tab.page.locator('article.assistant').getByText('2 of 2').waitFor();
  await ask(tab, 'next');
  await answered(tab);
  const { data } = (await (await fetch(`${server.url}/v1/interactions?limit=1`)).json()) as { data: unknown[] };
  expect(data[0]).toMatchObject({
    prompt: {
      messages: [
        { role: 'system' },
        { content: 'hello there' },
        { role: 'assistant', content: 'Ahoy.' },
        { content: 'next' },
      ],
    },
  });
  expectQuiet(tab);
});
