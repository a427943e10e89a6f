import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { createTestPlatform } from '../../../packages/platform/test/test-platform.ts';
import { launchBrowser } from './browser.ts';
import { answered, ask, openApp, startScriptedServer, type AppServer } from './open-app.ts';
import { scriptedAnswer } from './scripted-answers.ts';

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
const lastAnswer = (page: Page) => page.locator('article.assistant .answer-text').last();
const questions = (page: Page) => page.locator('article.user .question-text').allTextContents();
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('two tabs show the same conversation: question, answer as it is made, and thumbs', async () => {
  await using tab = await openApp(browser, server.url);
  await ask(tab, 'first');
  await answered(tab);
  const other = await tab.page.context().newPage();
  await other.goto(tab.page.url());
  await lastAnswer(other).getByText('You said: first').waitFor();

  await ask(tab, 'slow please');
  await lastAnswer(other).getByText('word3').waitFor();
  expect(await questions(other)).toEqual(['first', 'slow please']);
  await button(other, 'Stop').click();
  await answered(tab);
  const kept = await lastAnswer(tab.page).textContent();
  await expect.poll(() => lastAnswer(other).textContent(), patience).toBe(kept);

  // One that is complete before the other tab has asked for it.
  await ask(tab, 'third');
  await lastAnswer(other).getByText('You said: third').waitFor();
  const thumb = (page: Page) =>
    page.locator('article.assistant').last().getByRole('button', { name: 'Bad answer', exact: true });
  await thumb(other).click();
  await expect.poll(() => thumb(tab.page).getAttribute('aria-pressed'), patience).toBe('true');
  const response = await fetch(`${server.url}/v1/interactions?limit=3`);
  const { data } = (await response.json()) as { data: { message: { content: string }; ratings: unknown[] }[] };
  const rated = data.filter(({ ratings }) => ratings.length > 0).map(({ message }) => message.content);
  expect(rated).toEqual(['You said: third']);
});

test('a connection that breaks in mid-stream is told, and the answer is whole when it is back', async () => {
  await using tab = await openApp(browser, server.url);
  await ask(tab, 'slow please');
  await lastAnswer(tab.page).getByText('word2').waitFor();
  const session = await tab.page.context().newCDPSession(tab.page);
  const network = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
  await session.send('Network.emulateNetworkConditions', { ...network, offline: true });
  await tab.page.locator('.facts').getByText('The server was lost.').waitFor();
  await session.send('Network.emulateNetworkConditions', { ...network, offline: false });
  await answered(tab);
  const words = Array.from({ length: 40 }, (_, index) => `word${index}`).join(' ');
  expect((await lastAnswer(tab.page).textContent())?.trim()).toBe(words);
  expect(await questions(tab.page)).toEqual(['slow please']);
});

test('over a slow network the page says what it waits for, and loses nothing', async () => {
  await using tab = await openApp(browser, server.url);
  const session = await tab.page.context().newCDPSession(tab.page);
  // As over a poor mobile network.
  const slow = { latency: 600, downloadThroughput: 20_000, uploadThroughput: 10_000, offline: false };
  await session.send('Network.emulateNetworkConditions', slow);
  await ask(tab, 'long');
  await tab.page.locator('.facts').getByText('Waiting for the first token…').waitFor();
  expect(await questions(tab.page)).toEqual(['long']);
  await answered(tab);
  expect(await lastAnswer(tab.page).locator('p').count()).toBe(200);
});

test('a server that goes and comes back in mid-stream loses nothing: the question is there to be asked again', async () => {
  const engine = () => createScriptedEngine({ replies: scriptedAnswer });
  await using first = await createTestPlatform({ engine: engine() });
  const { url } = await first.platform.listen();
  await using tab = await openApp(browser, url);
  await ask(tab, 'hello');
  await answered(tab);
  await ask(tab, 'slow please');
  await lastAnswer(tab.page).getByText('word2').waitFor();
  await first.platform.close({ drainMs: 0 });
  await tab.page.getByText('The server cannot be reached').first().waitFor();

  await using second = await createTestPlatform({
    engine: engine(),
    env: { TUNELOOP_DATA: first.folder, PORT: new URL(url).port },
  });
  await second.platform.listen();
  await answered(tab);
  expect(await questions(tab.page)).toEqual(['hello', 'slow please']);
  // What had come was kept when the server stopped.
  expect(await lastAnswer(tab.page).textContent()).toContain('word0 word1 word2');
  await button(tab.page, 'Answer again').last().click();
  await lastAnswer(tab.page).getByText('word1').waitFor();
  expect(await questions(tab.page)).toEqual(['hello', 'slow please']);
});
