import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { keepScreenshot, launchBrowser } from './browser.ts';
import { openApp, type AppTab } from './open-app.ts';
import { rows, startTrainingServer, type TrainingServer } from './training-server.ts';

let server: TrainingServer;
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
  server = await startTrainingServer();
});
afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

/** For a busy machine. */
const patience = { timeout: 15_000 };
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

function expectQuiet({ requested, problems }: AppTab): void {
  expect(problems).toEqual([]);
  expect(requested.filter((url) => new URL(url).origin !== new URL(server.url).origin)).toEqual([]);
}

async function chooseFile(page: Page, name: string): Promise<void> {
  await page
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: 'application/jsonl', buffer: Buffer.from(rows) });
  await page.getByText(`${name} is uploaded.`).waitFor();
}

/** Starts one over the API, and waits until it has ended. */
async function trained(name: string, more: object = {}): Promise<string> {
  const form = new FormData();
  form.set('purpose', 'fine-tune');
  form.set('file', new Blob([rows]), 'rows.jsonl');
  const file = (await (await fetch(`${server.url}/v1/files`, { method: 'POST', body: form })).json()) as { id: string };
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ data: { file: file.id }, name, ...more });
  const response = await fetch(`${server.url}/v1/training/runs`, { method: 'POST', headers, body });
  const { id } = (await response.json()) as { id: string };
  await (await fetch(`${server.url}/v1/training/runs/${id}/events`)).text();
  return id;
}

test('from a file to an adapter that is live: plan, start, curves, pause, go on, verdict, answers, report', async () => {
  server.isHolding = true;
  await using tab = await openApp(browser, `${server.url}/#/train`);
  const { page } = tab;
  await page.getByText('Nothing was trained yet').waitFor();
  await expectAccessible(page);
  await keepScreenshot(page, 'train-empty');
  await page.getByRole('link', { name: 'New training' }).first().click();
  await chooseFile(page, 'support chats.jsonl');
  await page.getByLabel('Name of the adapter').fill('ada');
  await page.getByText('More settings').click();
  await expectAccessible(page);
  await button(page, 'Show the plan').click();
  await page.getByRole('heading', { name: 'The plan' }).waitFor();
  await page.getByRole('meter', { name: 'Memory' }).waitFor();
  await expectAccessible(page);
  await page.getByText('More settings').click();
  await button(page, 'Start the training').scrollIntoViewIfNeeded();
  await keepScreenshot(page, 'train-plan-light');
  // What was planned is what is started: a change asks for another plan.
  await page.getByLabel('Passes over the rows').fill('2');
  await page.getByText('make the plan again').waitFor();
  await page.getByLabel('Passes over the rows').fill('');
  await button(page, 'Start the training').click();

  await page.getByRole('heading', { name: 'ada' }).waitFor();
  await page.getByText('Step 20 of 40').waitFor();
  const points = async (): Promise<number> => page.locator('[data-chart=Loss] path.recharts-line-curve').count();
  await expect.poll(points, patience).toBeGreaterThan(0);
  await expectAccessible(page);
  await keepScreenshot(page, 'train-running-light');
  await button(page, 'Pause').click();
  await page.getByRole('status').filter({ hasText: 'paused' }).waitFor();
  await page.reload();
  await button(page, 'Go on').click();
  await page.getByText('Version 1 of ada is live.').waitFor();
  await page.getByRole('cell', { name: 'Loss of held-out answers' }).waitFor();
  await page.getByText('xylophone', { exact: true }).waitFor();
  expect(await page.evaluate('"ran" in window')).toBe(false);
  await page.getByText('Read the report').click();
  await page.getByRole('heading', { name: 'Training of ada' }).waitFor();
  const saved = page.waitForEvent('download');
  await button(page, 'Download as Markdown').click();
  expect((await saved).suggestedFilename()).toBe('ada.md');
  await page.getByText('step 40 in').waitFor();
  await page.getByText('As a table').first().click();
  await expect.poll(() => page.getByRole('region', { name: 'Loss' }).locator('tbody tr').count(), patience).toBe(40);
  await expectAccessible(page);
  await page.getByRole('heading', { name: 'ada', level: 1 }).scrollIntoViewIfNeeded();
  await keepScreenshot(page, 'train-done-light');
  await page.getByRole('link', { name: 'Train again with other settings' }).click();
  await expect.poll(() => page.getByLabel('Name of the adapter').inputValue(), patience).toBe('ada');
  expect(await page.getByLabel('Rank').inputValue()).toBe('16');
  expectQuiet(tab);
});

test('versions hang below what they go on from; one goes live against its gate, the one before comes back', async () => {
  server.isHolding = false;
  await trained('bob');
  const { metrics } = server.steps;
  server.steps.metrics = { loss_change: 0.1, loss_change_high: 0.2 };
  await trained('bob', { continue_from: 'bob@1' });
  server.steps.metrics = metrics;
  await using tab = await openApp(browser, `${server.url}/#/train/adapters`);
  const { page } = tab;
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.getByRole('link', { name: /^bob/ }).waitFor();
  await expectAccessible(page);
  await keepScreenshot(page, 'train-adapters-dark');
  await page.getByRole('link', { name: /^bob/ }).click();
  // The second one is below the first.
  const second = page.locator('li li').getByRole('article', { name: 'Version 2' });
  await second.getByText('refused by its gate').waitFor();
  await expectAccessible(page);
  await keepScreenshot(page, 'train-versions-dark');
  await button(page, 'Make live: Version 2').click();
  await page.getByRole('dialog').getByText('loss_change_high < 0').waitFor();
  await expectAccessible(page);
  await button(page, 'Make it live').click();
  await second.getByText('live', { exact: true }).waitFor();
  await button(page, 'Go back').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Go back' }).click();
  await page.getByRole('article', { name: 'Version 1' }).getByText('live', { exact: true }).waitFor();
  await button(page, 'Delete: Version 2').click();
  await page.getByRole('dialog', { name: 'Delete version 2?' }).waitFor();
  await button(page, 'Delete').click();
  await page.getByText('Version 2 is deleted.').waitFor();
  await expect.poll(() => page.getByRole('article').count(), patience).toBe(1);
  expectQuiet(tab);
});

test('by keyboard alone, the loop says how many ratings it wants, begins all the same when asked to, and says what it lacks', async () => {
  await using tab = await openApp(browser, `${server.url}/#/train`);
  const { page } = tab;
  await page.getByText('0 of 20 new ratings').waitFor();
  await page.getByRole('row', { name: /^ada/ }).waitFor();
  await keepScreenshot(page, 'train-runs-light');
  await button(page, 'Train now').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Train now' }).waitFor();
  await expectAccessible(page);
  // It begins with what does nothing.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'See the run' }).focus();
  await page.keyboard.press('Enter');
  await button(page, 'Go on').waitFor();
  expect(await page.getByRole('alert').first().textContent()).toContain('0 of 1 ratings. Rate more answers');
  await expectAccessible(page);
  await keepScreenshot(page, 'train-failed');
  expectQuiet(tab);
});

test('on a phone: what was lost comes again, what fails is told in the words of the server, what was written is kept', async () => {
  server.isHolding = false;
  const id = await trained('carl');
  await using tab = await openApp(browser, `${server.url}/#/train`, phone);
  const { page } = tab;
  await page.getByRole('link', { name: 'carl' }).waitFor();
  const sideways = 'document.querySelector("main").scrollWidth - document.querySelector("main").clientWidth';
  await keepScreenshot(page, 'train-phone');
  expect(await page.evaluate(sideways)).toBe(0);
  const events = /\/events\?/;
  await page.route(events, (route) => route.abort());
  await page.goto(`${server.url}/#/train/runs/${id}`);
  await page.getByText('The connection was lost; trying again.').waitFor();
  await page.unroute(events);
  await page.getByText('Version 1 of carl').waitFor();
  await page.locator('[data-chart=Loss]').waitFor();
  expect(new Set(tab.problems.splice(0))).toEqual(new Set(['Failed to load resource: net::ERR_FAILED']));
  expect(await page.evaluate(sideways)).toBe(0);
  await expectAccessible(page);
  await keepScreenshot(page, 'train-run-phone');

  await page.goto(`${server.url}/#/train/new`);
  await chooseFile(page, 'empty.jsonl');
  await page.getByLabel('Name of the adapter').focus();
  await page.keyboard.type('no/name');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  expect(await page.evaluate(sideways)).toBe(0);
  await keepScreenshot(page, 'train-new-phone');
  await page.reload();
  await expect.poll(() => page.getByLabel('Name of the adapter').inputValue(), patience).toBe('no/name');
  expectQuiet(tab);
});

test('an export of what was rated is planned, from its address', async () => {
  const post = async (path: string, body: object): Promise<{ id: string }> => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${server.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return (await response.json()) as { id: string };
  };
  for (const content of ['One?', 'Two?', 'Three?']) {
    const answer = await post('/v1/chat/completions', { model: 'default', messages: [{ role: 'user', content }] });
    await post(`/v1/interactions/${answer.id}/ratings`, { thumb: 'up' });
  }
  const { id } = await post('/v1/exports', { format: 'sft' });
  await (await fetch(`${server.url}/v1/jobs/${id}/events`)).text();
  await using tab = await openApp(browser, `${server.url}/#/train/new?export=${id}`);
  const { page } = tab;
  const chosen = page.getByRole('combobox', { name: 'Export' }).locator('option:checked');
  await expect.poll(() => chosen.textContent(), patience).toMatch(/^SFT, 3 rows, /);
  await button(page, 'Show the plan').click();
  await page.getByRole('meter', { name: 'Memory' }).waitFor();
  await expectAccessible(page);
  expectQuiet(tab);
});
