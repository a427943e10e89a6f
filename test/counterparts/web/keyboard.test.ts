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

const patience = { timeout: 15_000 };
const focused = ({ page }: AppTab) =>
  page.evaluate<string>(
    `document.activeElement.ariaLabel || document.activeElement.textContent.trim() || document.activeElement.id`,
  );

/** Presses a key until what has the focus is named so. */
async function reach(tab: AppTab, name: string, key = 'Tab'): Promise<void> {
  const passed: string[] = [];
  for (let step = 0; step < 40; step++) {
    if ((await focused(tab)) === name) return;
    await tab.page.keyboard.press(key);
    passed.push(await focused(tab));
  }
  throw new Error(`"${name}" was not reached, but ${passed.join(', ')}.`);
}

test('tools are switched on, and a call is approved, by keyboard alone', async () => {
  await using tab = await openApp(browser, server.url);
  const { page } = tab;
  await expect.poll(() => page.evaluate('document.activeElement.id'), patience).toBe('question');
  await reach(tab, 'Settings');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Settings' }).waitFor();
  const tools = page.getByLabel('Let the model use the tools of the server');
  await tools.waitFor();
  for (let step = 0; step < 40 && !(await tools.isChecked()); step++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(`document.activeElement.name === 'tools' || document.activeElement.type === 'checkbox'`)) {
      await page.keyboard.press('Space');
    }
  }
  expect(await tools.isChecked()).toBe(true);
  await page.keyboard.press('Escape');
  // The focus is back where the dialogue was opened.
  await expect.poll(() => focused(tab), patience).toBe('Settings');
  await reach(tab, 'Message', 'Shift+Tab');
  await page.keyboard.type('tool please');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'The model wants to use a tool' }).waitFor();
  await reach(tab, 'Approve', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await page.locator('article.assistant').last().getByText('The tool answered:').waitFor();
  await answered(tab);
  expect(await page.locator('article.assistant summary').textContent()).toContain('run_code');
  expect(tab.problems).toEqual([]);
});

test('a screen reader hears that the model answers and then what it said, not each token; the log is silent', async () => {
  await using tab = await openApp(browser, server.url);
  const { page } = tab;
  await page.evaluate(`(() => {
    const heard = (window.heard = new Set());
    new MutationObserver(() => {
      for (const live of document.querySelectorAll('[role=status], [role=alert], [aria-live=polite], [aria-live=assertive]')) {
        if (!live.closest('header, footer') && live.textContent !== '') heard.add(live.textContent);
      }
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  })()`);
  await ask(tab, 'rich please');
  await answered(tab);
  await expect
    .poll(() => page.evaluate<string[]>('[...window.heard]'), patience)
    .toEqual(['The model answers.', expect.stringContaining('The answer is complete. # Heading')]);
  expect(await page.getByRole('log', { name: 'Conversation' }).getAttribute('aria-live')).toBe('off');
});

test('the log stays where a reader turned to while an answer grows, and goes to both ends by keyboard', async () => {
  await using tab = await openApp(browser, server.url);
  const { page } = tab;
  const log = page.getByRole('log');
  const fromEnd = () =>
    page.evaluate<number>(`(() => {
    const log = document.querySelector('[role=log]');
    return Math.round(log.scrollHeight - log.scrollTop - log.clientHeight);
  })()`);
  await ask(tab, 'long');
  await answered(tab);
  await expect.poll(fromEnd, patience).toBeLessThan(2);
  await ask(tab, 'slow please');
  await page.locator('article.assistant').last().getByText('word1').waitFor();
  await expect.poll(fromEnd, patience).toBeLessThan(2);
  await log.focus();
  await page.keyboard.press('ArrowUp');
  await expect.poll(fromEnd, patience).toBeGreaterThan(10);
  await page.locator('article.assistant').last().getByText('word12').waitFor();
  expect(await fromEnd()).toBeGreaterThan(10);
  await page.keyboard.press('Home');
  await page.getByText('Paragraph 0.', { exact: true }).waitFor();
  expect(await page.evaluate('document.querySelector("[role=log]").scrollTop')).toBe(0);
  await page.keyboard.press('End');
  await expect.poll(fromEnd, patience).toBeLessThan(2);
  await page.keyboard.press('Escape');
  await answered(tab);
  expect(tab.problems).toEqual([]);
});

test('of 5,000 messages only those in view are drawn, and all are in reach', async () => {
  const messages = Array.from({ length: 5000 }, (_, index) => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    content: `Message ${index}.\n\n${'More of it. '.repeat(index % 40)}`,
  }));
  const made = await fetch(`${server.url}/lab/conversations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: 'long', messages }),
  });
  expect(made.status).toBe(200);
  await using tab = await openApp(browser, server.url);
  const { page } = tab;
  const drawn = () => page.locator('article').count();
  await page.evaluate(`location.hash = '#/chat/long'`);
  await page.getByText('Message 4999.', { exact: true }).waitFor();
  expect(await drawn()).toBeLessThan(60);
  await page.getByRole('log').focus();
  await page.keyboard.press('Home');
  await page.getByText('Message 0.').waitFor();
  for (let step = 0; step < 10; step++) await page.keyboard.press('PageDown');
  // The browser is still on its way down then.
  let before: unknown;
  const isAtRest = async (): Promise<boolean> => {
    const now: unknown = await page.evaluate(`document.querySelector('[role=log]').scrollTop`);
    const isSame = now === before;
    before = now;
    return isSame;
  };
  await expect.poll(isAtRest, { ...patience, interval: 300 }).toBe(true);
  expect(await drawn()).toBeLessThan(60);
  // What is not drawn is found, too.
  await page.keyboard.press('Control+f');
  await page.getByRole('searchbox', { name: 'Find in this conversation' }).waitFor();
  await page.keyboard.type('message 77');
  await page.getByText('1 of 11', { exact: true }).waitFor();
  await page.getByText('Message 779.').waitFor();
  await page.keyboard.press('Shift+Enter');
  await page.getByText('11 of 11', { exact: true }).waitFor();
  await page.getByText('Message 77.').waitFor();
  await expectAccessible(page);
  await keepScreenshot(page, 'chat-find');
  await page.keyboard.press('Escape');
  await expect.poll(() => focused(tab), patience).toContain('Conversation');
  await page.keyboard.press('End');
  await page.getByText('Message 4999.', { exact: true }).waitFor();
  await ask(tab, 'one more');
  await page.locator('article').getByText('You said: one more').waitFor();
  await answered(tab);
  expect(await drawn()).toBeLessThan(60);
  expect(tab.problems).toEqual([]);
});
