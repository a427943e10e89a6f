import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, type RunningServer } from '../../../apps/server/test/model/running-server.ts';
import { launchBrowser } from './browser.ts';
import { answered, ask, openApp } from './open-app.ts';

let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
  server = await startServer();
});
afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

const patience = { timeout: 20_000 };

/** Keeps each text that the last answer had, as the page showed it. */
const watchAnswer = `new MutationObserver(() => {
  const text = [...document.querySelectorAll('article.assistant .answer-text')].at(-1)?.textContent ?? '';
  const seen = (window.seen ??= []);
  if (text !== '' && seen.at(-1) !== text) seen.push(text);
}).observe(document.body, { childList: true, subtree: true, characterData: true })`;

test('the real model answers as it writes, answers again, and Stop frees its slot', async () => {
  await using tab = await openApp(browser, server.url);
  const { page } = tab;
  const answer = page.locator('article.assistant .answer-text').last();
  const answerOf = async (tokens: number): Promise<void> => {
    const settings = JSON.stringify({ max_tokens: tokens, seed: 7, tools: false });
    await page.evaluate(`localStorage.setItem('tuneloop-chat-settings', ${JSON.stringify(settings)})`);
    await page.reload();
    await page.getByRole('button', { name: 'Send' }).waitFor();
  };
  await answerOf(40);
  await page.evaluate(watchAnswer);
  await ask(tab, 'Name three animals.');
  await page.getByRole('button', { name: 'Stop' }).waitFor();
  await answered(tab);
  const seen = await page.evaluate<string[]>('window.seen');
  expect(seen.length).toBeGreaterThan(3);
  for (const [index, text] of seen.slice(1).entries()) expect(text.startsWith(seen[index]!)).toBe(true);
  expect(await page.locator('.facts').last().textContent()).toMatch(
    /^\d+ tokens · .* tokens\/s · first after .*smollm2/,
  );

  await page.getByRole('button', { name: 'Answer again' }).click();
  await page.getByRole('button', { name: 'Stop' }).waitFor();
  await answered(tab);
  expect(await page.locator('article.user').count()).toBe(1);
  expect(await answer.textContent()).not.toBe('');

  await answerOf(1500);
  await ask(tab, 'Tell me a very long story about a river, with many chapters. <b>Begin.</b>');
  await expect.poll(async () => (await answer.textContent())?.length, patience).toBeGreaterThan(20);
  expect(await page.locator('.question-text').last().textContent()).toContain('<b>Begin.</b>');
  expect(await server.activeRequests()).toBe(1);
  await page.getByRole('button', { name: 'Stop' }).click();
  await answered(tab);
  await expect.poll(() => server.activeRequests(), patience).toBe(0);
  await page.getByText('stopped').waitFor();
  const kept = await answer.textContent();
  await page.reload();
  await expect.poll(() => answer.textContent(), patience).toBe(kept);
  expect(tab.problems).toEqual([]);
  expect(tab.requested.filter((url) => new URL(url).origin !== server.url)).toEqual([]);
});
