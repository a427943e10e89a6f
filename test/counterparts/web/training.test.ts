import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createModelStore, defaultCacheFolder, defaultModelsFolder, embeddedModel } from '@tuneloop/runtime';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startServer, type ServerProcess } from '../finetune/programs.ts';
import { expectAccessible } from './accessible.ts';
import { keepScreenshot, launchBrowser } from './browser.ts';
import { openApp } from './open-app.ts';

const minutes = 60_000;
let folder: string;
let server: ServerProcess;
let browser: Browser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-web-training-'));
  const models = defaultModelsFolder(process.env, process.platform);
  await createModelStore({ folder: models, environment: process.env }).resolve(embeddedModel.id);
  server = await startServer({
    ...process.env,
    HOME: homedir(),
    LLAMA_CACHE: models,
    // The trainers' environment takes minutes to make: that of this machine's user is shared.
    TUNELOOP_CACHE: defaultCacheFolder(process.env, process.platform),
    TUNELOOP_DATA: join(folder, 'data'),
    LORA_PATHS: join(folder, 'adapters'),
    OMP_NUM_THREADS: '1',
    PORT: '0',
  });
  browser = await launchBrowser();
}, 10 * minutes);

afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const rows = Array.from({ length: 12 }, (_, index) =>
  JSON.stringify({
    messages: [
      { role: 'user', content: `Question ${index}: what is the word of the house?` },
      { role: 'assistant', content: 'The word is xylophone.' },
    ],
  }),
).join('\n');

test(
  'the embedded model is trained in the web app: planned, watched, and made live',
  { timeout: 8 * minutes },
  async () => {
    expect(inject('trainingPython')).toBeTruthy();
    await using tab = await openApp(browser, `${server.url}/#/train/new`);
    const { page } = tab;
    const long = { timeout: 4 * minutes };
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'house.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(`${rows}\n`) });
    await page.getByText('house.jsonl is uploaded.').waitFor();
    await page.getByLabel('Name of the adapter').fill('house');
    await page.getByText('More settings').click();
    await page.getByLabel('Steps in place of passes').fill('5');
    await page.getByLabel('Learning rate', { exact: true }).fill('1e-3');
    await page.getByLabel('Goes live').selectOption('never');
    await page.getByRole('textbox', { name: /^Gate/ }).fill('loss_change < 0');
    await page.getByText('More settings').click();
    await page.getByRole('button', { name: 'Show the plan' }).click();
    await page.getByRole('meter', { name: 'Memory' }).waitFor(long);
    await keepScreenshot(page, 'training-plan');
    await page.getByRole('button', { name: 'Start the training' }).click();

    await page.getByText(/^Step \d of 5$/).waitFor(long);
    await page.getByText('As a table').first().click();
    const steps = () => page.getByRole('region', { name: 'Loss', exact: true }).locator('tbody tr').count();
    const first = await steps();
    await expect.poll(steps, { ...long, interval: 100 }).toBeGreaterThan(Math.max(1, first));
    // The curve has grown before there was anything at its end.
    expect(await page.getByRole('status').filter({ hasText: 'running' }).count()).toBe(1);
    await keepScreenshot(page, 'training-running');

    await page.getByText('Version 1 of house is kept, and is not live.').waitFor(long);
    await page.getByRole('heading', { name: 'Answers before and after' }).waitFor();
    await page.getByRole('heading', { name: 'Report' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('heading', { name: 'Log' }).waitFor();
    await page.setViewportSize({ width: 1280, height: 3000 });
    await keepScreenshot(page, 'training-done');
    await page.getByRole('button', { name: 'Make live: Version 1' }).click();
    await page.getByText('Version 1 of house is live.', { exact: true }).first().waitFor(long);
    const { data } = (await (await fetch(`${server.url}/v1/models`)).json()) as { data: { id: string }[] };
    expect(data.map(({ id }) => id).some((id) => id.endsWith(':house'))).toBe(true);
    expect(tab.problems).toEqual([]);
  },
);
