import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { keepScreenshot, launchBrowser } from './browser.ts';
import { answered, ask, openApp, startScriptedServer, type AppServer, type AppTab } from './open-app.ts';
import { hostile } from './scripted-answers.ts';

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
const lastAnswer = ({ page }: AppTab) => page.locator('article.assistant .answer-text').last();

/** For a busy machine. */
const patience = { timeout: 15_000 };

function expectQuiet({ requested, problems }: AppTab): void {
  expect(problems).toEqual([]);
  expect(requested.filter((url) => new URL(url).origin !== new URL(server.url).origin)).toEqual([]);
}

test('an answer streams in with its figures; markdown, maths, tables and code are shown; no page has a barrier', async () => {
  await using tab = await openApp(browser, server.url);
  await tab.page.getByText('What you write stays on this server.').waitFor();
  await expectAccessible(tab.page);
  await ask(tab, 'rich please');
  await answered(tab);
  const answer = lastAnswer(tab);
  await answer.locator('.katex').waitFor();
  await answer.locator('.hljs-keyword').waitFor();
  expect(await answer.locator('td').allTextContents()).toEqual(['one', '1']);
  expect(await tab.page.locator('.facts').last().textContent()).toMatch(/^\d+ tokens · .* tokens\/s · first after/);
  await button(tab, 'Copy code').click();
  expect(await tab.page.evaluate('navigator.clipboard.readText()')).toBe('const answer: number = 42;');
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'chat-light');
  await tab.page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'chat-dark');
  expectQuiet(tab);
});

test('an answer survives a reload in its middle, and Stop ends it and keeps its text', async () => {
  await using tab = await openApp(browser, server.url);
  await ask(tab, 'slow please');
  await lastAnswer(tab).getByText('word2').waitFor();
  await tab.page.reload();
  await lastAnswer(tab).getByText('word5').waitFor();
  expect(await lastAnswer(tab).textContent()).toContain('word0 word1 word2');
  await button(tab, 'Stop').click();
  await answered(tab);
  await tab.page.getByText('stopped').waitFor();
  const text = await lastAnswer(tab).textContent();
  await tab.page.reload();
  await lastAnswer(tab).getByText('word5').waitFor();
  expect(await lastAnswer(tab).textContent()).toBe(text);
  expect(tab.problems).toEqual([]);
});

test('a question is asked again, asked otherwise, and gone on with in a fork', async () => {
  await using tab = await openApp(browser, server.url);
  await ask(tab, 'one');
  await answered(tab);
  await ask(tab, 'two');
  await lastAnswer(tab).getByText('You said: two').waitFor();
  await answered(tab);
  await button(tab, 'Answer again').last().click();
  await answered(tab);
  expect(await tab.page.locator('article.user').count()).toBe(2);
  await button(tab, 'Edit').first().click();
  await tab.page.getByLabel('Edit', { exact: true }).first().fill('three');
  await button(tab, 'Ask this instead').click();
  await lastAnswer(tab).getByText('You said: three').waitFor();
  await answered(tab);
  expect(await tab.page.locator('article.user .question-text').allTextContents()).toEqual(['three']);
  const before = tab.page.url();
  await button(tab, 'Go on in a new conversation from here').click();
  await expect.poll(() => tab.page.url(), patience).not.toBe(before);
  await lastAnswer(tab).getByText('You said: three').waitFor();
  expectQuiet(tab);
});

test('a call of a tool waits for a person, also over a reload', async () => {
  await using tab = await openApp(browser, server.url);
  await button(tab, 'Settings').click();
  await tab.page.getByLabel('Let the model use the tools of the server').check();
  await expectAccessible(tab.page);
  await tab.page.keyboard.press('Escape');
  await ask(tab, 'tool please');
  await tab.page.getByRole('heading', { name: 'The model wants to use a tool' }).waitFor();
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'approval');
  await tab.page.reload();
  await button(tab, 'Refuse').click();
  await lastAnswer(tab).getByText('The tool answered:').waitFor();
  await answered(tab);
  expect(await tab.page.locator('article.assistant summary').textContent()).toContain('run_code');
  expectQuiet(tab);
});

test('what is hostile in an answer neither runs nor is fetched', async () => {
  await using tab = await openApp(browser, server.url);
  await ask(tab, 'hostile');
  await answered(tab);
  const answer = lastAnswer(tab);
  await answer.getByText('beacon').waitFor();
  expect(await answer.textContent()).toContain(hostile.split('\n')[0]);
  expect(await answer.locator('img, script, b[onclick], iframe').count()).toBe(0);
  const links = await Promise.all((await answer.locator('a').all()).map((link) => link.getAttribute('href')));
  expect(links).toEqual(['https://evil.example/beacon.png']);
  expect(await tab.page.evaluate('"ran" in window')).toBe(false);
  expectQuiet(tab);
});

test('an answer is rated with a thumb, a comment and a correction, and it is remembered', async () => {
  await using tab = await openApp(browser, server.url);
  await ask(tab, 'rate me');
  await answered(tab);
  await button(tab, 'Bad answer').click();
  await tab.page.getByLabel('What is wrong with it?').fill('Too <b>long</b>.');
  await tab.page.getByLabel('How should it have been?').fill('Short.');
  await button(tab, 'Keep').click();
  await tab.page.getByText('Your comment is kept.').waitFor();
  await tab.page.reload();
  await expect.poll(() => button(tab, 'Bad answer').getAttribute('aria-pressed'), patience).toBe('true');
  const response = await fetch(`${server.url}/v1/interactions?limit=1`);
  const { data } = (await response.json()) as { data: { ratings: unknown }[] };
  expect(data[0]?.ratings).toMatchObject([
    { thumb: 'down', source: 'web' },
    { comment: 'Too <b>long</b>.', correction: 'Short.' },
  ]);
  expectQuiet(tab);
});

test('conversations are found, downloaded and imported; a draft survives a reload', async () => {
  await using tab = await openApp(browser, server.url);
  await ask(tab, 'parrots and other birds');
  await answered(tab);
  await tab.page.getByLabel('Search conversations').fill('PARROTS');
  const entries = tab.page.getByRole('listitem').filter({ hasText: 'parrots' });
  await entries.first().waitFor();
  const saved = tab.page.waitForEvent('download');
  await tab.page.getByRole('button', { name: 'Actions for parrots' }).click();
  await tab.page.getByRole('menuitem', { name: 'Download as JSON' }).click();
  const file = await (await saved).path();
  expect(await readFile(file, 'utf8')).toContain('You said: parrots');
  await tab.page.locator('input[type=file][aria-label=Import]').setInputFiles({
    name: 'conversation.json',
    mimeType: 'application/json',
    buffer: await readFile(file),
  });
  await tab.page.getByText('The conversation was imported.').waitFor();
  await expect.poll(() => entries.count(), patience).toBe(2);
  await tab.page.getByLabel('Message', { exact: true }).fill('not sent yet');
  await tab.page.reload();
  await expect.poll(() => tab.page.getByLabel('Message', { exact: true }).inputValue(), patience).toBe('not sent yet');
  expectQuiet(tab);
});

test('on a phone everything is in reach, and nothing scrolls sideways', async () => {
  const viewport = { width: 360, height: 740 };
  await using tab = await openApp(browser, server.url, { viewport, hasTouch: true, isMobile: true });
  await ask(tab, `rich ${'https'.repeat(30)}`);
  await answered(tab);
  const widths =
    '[document.documentElement, document.querySelector("[role=log]")].map((e) => e.scrollWidth - e.clientWidth)';
  expect(await tab.page.evaluate(widths)).toEqual([0, 0]);
  const box = (await tab.page.getByRole('button', { name: 'Send' }).boundingBox())!;
  expect(box.x + box.width).toBeLessThanOrEqual(viewport.width);
  expect(box.y + box.height).toBeLessThanOrEqual(viewport.height);
  expect(box.height).toBeGreaterThanOrEqual(40);
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'chat-phone');
  expectQuiet(tab);
});

test('the keyboard is enough: ask, stop, the palette', async () => {
  await using tab = await openApp(browser, server.url);
  const { keyboard } = tab.page;
  await expect.poll(() => tab.page.evaluate('document.activeElement.id'), patience).toBe('question');
  await keyboard.type('slow');
  await keyboard.press('Shift+Enter');
  await keyboard.type('please');
  await keyboard.press('Enter');
  await button(tab, 'Stop').waitFor();
  expect(await tab.page.locator('.question-text').textContent()).toBe('slow\nplease');
  await lastAnswer(tab).getByText('word1').waitFor();
  await keyboard.press('Escape');
  await answered(tab);
  await keyboard.press('Control+k');
  await tab.page.getByRole('combobox', { name: 'Commands' }).waitFor();
  await expectAccessible(tab.page);
  await keyboard.type('models');
  await keyboard.press('Enter');
  await tab.page.getByRole('heading', { name: 'Models', level: 1 }).waitFor();
  expectQuiet(tab);
});

test('a server with keys asks for one, and what was asked is sent with it', async () => {
  const { key, record } = await server.platform.keys.create({ name: 'browser', scopes: ['chat'] });
  try {
    await expect.poll(async () => (await fetch(`${server.url}/v1/models`)).status, patience).toBe(401);
    await using tab = await openApp(browser, server.url);
    const dialog = tab.page.getByRole('dialog', { name: 'API key' });
    await dialog.waitFor();
    await tab.page.getByLabel('Key', { exact: true }).fill('wrong');
    await tab.page.keyboard.press('Enter');
    await tab.page.getByText('does not know the key').waitFor();
    await keepScreenshot(tab.page, 'key');
    await tab.page.getByLabel('Key', { exact: true }).fill(key);
    await tab.page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await ask(tab, 'hello');
    await lastAnswer(tab).getByText('You said: hello').waitFor();
    expect(tab.problems.every((problem) => problem.includes('401 (Unauthorized)'))).toBe(true);
  } finally {
    await server.platform.keys.revoke(record.id);
  }
});
