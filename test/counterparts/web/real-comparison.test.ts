import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createLlamaCppEngine } from '@tuneloop/runtime/llama-cpp';
import { writeTestAdapter } from '@tuneloop/runtime/testing';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestPlatform, scriptedModel, type TestPlatform } from '../../../packages/platform/test/test-platform.ts';
import { embeddedModelPath } from '../../../packages/runtime/test/embedded-model-path.ts';
import { keepScreenshot, launchBrowser } from './browser.ts';
import { openApp } from './open-app.ts';

let browser: Browser;
let server: TestPlatform;
let url: string;

/** The small model on llama.cpp, under the name of the scripted one, and an adapter that makes nonsense of it. */
beforeAll(async () => {
  browser = await launchBrowser();
  const path = await embeddedModelPath();
  server = await createTestPlatform({
    engine: createLlamaCppEngine({ slots: 2, contextSize: 1024, threads: 1 }),
    resolve: async () => ({ ...scriptedModel, path }),
  });
  await mkdir(join(server.folder, 'adapters'), { recursive: true });
  await writeTestAdapter({ base: path, path: join(server.folder, 'adapters', 'nonsense.gguf'), strength: 30 });
  ({ url } = await server.platform.listen());
});
afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

test('a real model wins against nonsense, blind, and then leads', async () => {
  await using tab = await openApp(browser, `${url}/#/compare?first=scripted&second=scripted%3Anonsense`);
  const { page } = tab;
  page.setDefaultTimeout(120_000);
  await page.getByText('Settings', { exact: true }).click();
  await page.getByLabel('Temperature of one side').fill('0');
  await page.getByLabel('Temperature of the other side').fill('0');
  await page.getByLabel('Tokens at most').fill('24');
  await page.getByLabel('System prompt').fill('You are a helpful assistant.');
  await page.getByRole('textbox', { name: 'Question' }).fill('What is the capital of France?');
  await page.keyboard.press('Enter');
  const choices = page.getByRole('group', { name: 'Which answer is better?' });
  await choices.waitFor();
  const texts = await page.locator('main article').allTextContents();
  const right = texts.findIndex((text) => text.includes('Paris'));
  expect(texts.filter((text) => text.includes('Paris'))).toHaveLength(1);
  await page.keyboard.press(right === 0 ? 'ArrowLeft' : 'ArrowRight');
  await page.getByText(right === 0 ? 'You prefer A.' : 'You prefer B.').waitFor();
  const names = await page.locator('main article header').allTextContents();
  expect(names[right]).not.toContain('nonsense');
  expect(names[1 - right]).toContain('scripted:nonsense@1');
  await keepScreenshot(page, 'compare-real');
  await page.getByRole('navigation', { name: 'Parts' }).getByRole('link', { name: 'Leaderboard' }).click();
  const rows = page.getByRole('rowheader');
  await rows.first().waitFor();
  expect(await rows.allTextContents()).toEqual(['scripted', 'scripted:nonsense@1']);
  expect(tab.problems).toEqual([]);
});
