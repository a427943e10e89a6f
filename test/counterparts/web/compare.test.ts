import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { writeTestAdapter, writeTestBaseModel } from '@tuneloop/runtime/testing';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestPlatform, scriptedModel } from '../../../packages/platform/test/test-platform.ts';
import { expectAccessible } from './accessible.ts';
import { keepScreenshot, launchBrowser } from './browser.ts';
import { openApp, type AppServer, type AppTab } from './open-app.ts';
import { scriptedAnswer } from './scripted-answers.ts';

let browser: Browser;
let server: AppServer;

/** The scripted model, whose answers begin with the name of their adapter. */
async function startServer(): Promise<AppServer> {
  const test = await createTestPlatform({
    engine: createScriptedEngine({ replies: scriptedAnswer }),
    resolve: async () => ({ ...scriptedModel, path: join(test.folder, 'base.gguf') }),
  });
  const base = join(test.folder, 'base.gguf');
  await writeTestBaseModel(base);
  await mkdir(join(test.folder, 'adapters'), { recursive: true });
  await writeTestAdapter({ base, path: join(test.folder, 'adapters', 'pirate.gguf'), rank: 2 });
  const { url } = await test.platform.listen();
  return { url, platform: test.platform, [Symbol.asyncDispose]: () => test[Symbol.asyncDispose]() };
}

beforeAll(async () => {
  browser = await launchBrowser();
  server = await startServer();
});
afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

/** For a busy machine. */
const patience = { timeout: 15_000 };

function expectQuiet({ requested, problems }: AppTab): void {
  expect(problems).toEqual([]);
  expect(requested.filter((url) => new URL(url).origin !== new URL(server.url).origin)).toEqual([]);
}

const pane = ({ page }: AppTab, letter: string) => page.getByRole('article', { name: `Answer ${letter}` });
const choices = ({ page }: AppTab) => page.getByRole('group', { name: 'Which answer is better?' });
const question = ({ page }: AppTab) => page.getByRole('textbox', { name: 'Question' });

async function openArena(search: string, options?: Parameters<typeof openApp>[2]): Promise<AppTab> {
  return openApp(browser, `${server.url}/#/compare${search}`, options);
}

async function askBoth(tab: AppTab, said: string): Promise<void> {
  await question(tab).fill(said);
  await tab.page.keyboard.press('Enter');
  await choices(tab).waitFor();
}

const ofAdapter = '?first=scripted&second=scripted%3Apirate';

test('a model meets its adapter blind; an arrow chooses, then names are told, also after a reload', async () => {
  await using tab = await openArena(ofAdapter);
  const { page } = tab;
  await question(tab).waitFor();
  await expectAccessible(page);
  await keepScreenshot(page, 'compare-empty');
  await page.keyboard.type('rich please');
  await page.keyboard.press('Enter');
  await choices(tab).waitFor();
  await expectAccessible(page);
  await keepScreenshot(page, 'compare-light');
  expect(await page.locator('main article header').allTextContents()).toEqual(['Answer AA', 'Answer BB']);
  await page.reload();
  await choices(tab).waitFor();
  await page.keyboard.press('ArrowLeft');
  await page.getByText('You prefer A.').waitFor();
  for (const letter of ['A', 'B']) {
    const isPirate = (await pane(tab, letter).locator('header').textContent())!.includes('scripted:pirate');
    expect((await pane(tab, letter).textContent())!.includes('[pirate')).toBe(isPirate);
  }
  expect(await page.getByText('your choice').count()).toBe(1);
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await keepScreenshot(page, 'compare-dark');
  expectQuiet(tab);
});

test('the next round begins at once; a tie counts, and a choice is taken back', async () => {
  await using tab = await openArena(ofAdapter);
  const { page } = tab;
  await askBoth(tab, 'one');
  await page.keyboard.press('ArrowUp');
  await page.getByText('You find both as good.').waitFor();
  await expect.poll(() => page.evaluate('document.activeElement.tagName'), patience).toBe('TEXTAREA');
  await page.keyboard.type('two');
  await page.keyboard.press('Enter');
  await page.getByText('two', { exact: true }).waitFor();
  await choices(tab).getByRole('button', { name: 'Both are bad' }).click();
  await page.getByText('You find both bad.').waitFor();
  await page.getByRole('button', { name: 'Take the choice back' }).click();
  await page.getByText('It does not count.').waitFor();
  await page.getByRole('button', { name: 'Same question again' }).click();
  await choices(tab).waitFor();
  await page.getByRole('button', { name: 'Skip this round' }).click();
  await question(tab).waitFor();
  expect(await choices(tab).count()).toBe(0);
  expectQuiet(tab);
});

test('answers that are being made are stopped, and the question is given back', async () => {
  await using tab = await openArena('?first=scripted&second=scripted');
  await tab.page.getByText('two drafts of one model').waitFor();
  await question(tab).fill('slow please');
  await tab.page.getByRole('button', { name: 'Ask both' }).click();
  await pane(tab, 'B').getByText('word1').waitFor();
  await tab.page.getByRole('button', { name: 'Stop' }).click();
  await expect.poll(() => question(tab).inputValue(), patience).toBe('slow please');
  expectQuiet(tab);
});

test('the leaderboard tells what was chosen, and how little that is', async () => {
  await using tab = await openArena('/leaderboard');
  const { page } = tab;
  await page.getByRole('rowheader', { name: 'scripted', exact: true }).waitFor();
  expect(await page.getByRole('row').filter({ hasText: 'pirate' }).count()).toBe(1);
  await page.getByText('too few to trust this order').waitFor();
  await expectAccessible(page);
  await keepScreenshot(page, 'leaderboard-light');
  await page.getByLabel('Period').selectOption('Last 7 days');
  await expect.poll(() => page.url(), patience).toContain('days=7');
  await page.reload();
  await page.getByRole('rowheader', { name: 'scripted', exact: true }).waitFor();
  expect(await page.getByLabel('Period').inputValue()).toBe('7');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page);
  await keepScreenshot(page, 'leaderboard-dark');
  expectQuiet(tab);
});
