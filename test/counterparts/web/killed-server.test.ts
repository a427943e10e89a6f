import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../../packages/runtime/src/remote/llama-server/free-port.ts';
import { embeddedModelPath } from '../../../packages/runtime/test/embedded-model-path.ts';
import { startServer } from '../finetune/programs.ts';
import { launchBrowser } from './browser.ts';
import { answered, ask, openApp } from './open-app.ts';

let browser: Browser;
let folder: string;

beforeAll(async () => {
  browser = await launchBrowser();
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-killed-'));
});
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

const story = 'Tell me a long story about a river.';

test('a server that is killed in mid-stream loses no question: it is asked again once the server is back', async () => {
  const env = {
    ...process.env,
    TUNELOOP_DATA: folder,
    MODEL_PATH: await embeddedModelPath(),
    PORT: String(await freePort()),
  };
  await using first = await startServer(env);
  await using tab = await openApp(browser, first.url);
  const { page } = tab;
  const answer = page.locator('article.assistant .answer-text').last();
  const questions = () => page.locator('article.user .question-text').allTextContents();
  await ask(tab, story);
  await expect.poll(async () => (await answer.textContent())?.length, { timeout: 60_000 }).toBeGreaterThan(20);
  await first.kill('SIGKILL');
  await page.getByText('The server cannot be reached').first().waitFor();
  expect(await questions()).toEqual([story]);

  await using second = await startServer(env);
  await page.getByText('This question has no answer yet.').waitFor();
  expect(await questions()).toEqual([story]);
  await page.getByRole('button', { name: 'Ask again' }).click();
  await expect.poll(async () => (await answer.textContent())?.length, { timeout: 60_000 }).toBeGreaterThan(20);
  await page.getByRole('button', { name: 'Stop' }).click();
  await answered(tab);
  expect(await questions()).toEqual([story]);
  expect(second.url).toBe(first.url);
});
