import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express from 'express';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildAgentChatUi } from './agent-chat-ui/build-page.ts';
import { keepScreenshot, launchBrowser } from './web/browser.ts';
import { startScriptedServer, type AppServer } from './web/open-app.ts';

let server: AppServer;
let browser: Browser;
let pages: ReturnType<ReturnType<typeof express>['listen']>;
let page: Page;
const refused: string[] = [];

beforeAll(async () => {
  const folder = buildAgentChatUi();
  browser = await launchBrowser();
  server = await startScriptedServer();
  const app = express();
  app.use(express.static(folder));
  app.get('/', (_request, response) => response.sendFile(join(folder, 'index.html')));
  pages = app.listen(0, '127.0.0.1');
  await new Promise((listening) => pages.once('listening', listening));

  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(20_000);
  page.on('response', (response) => {
    if (response.url().startsWith(server.url) && !response.ok()) refused.push(`${response.status()} ${response.url()}`);
  });
  const settings = new URLSearchParams({ apiUrl: server.url, assistantId: 'agent' });
  await page.goto(`http://127.0.0.1:${(pages.address() as AddressInfo).port}/?${settings.toString()}`);
});
afterAll(async () => {
  await browser?.close();
  pages?.close();
  await server?.[Symbol.asyncDispose]();
});

const button = (name: string) => page.getByRole('button', { name, exact: true });

async function ask(question: string): Promise<void> {
  await page.getByPlaceholder('Type your message...').fill(question);
  await button('Send').click();
}

test("LangChain's Agent Chat UI, unchanged, streams an answer, asks about a call and keeps both", async () => {
  await ask('rich please');
  await page.getByText('second', { exact: true }).waitFor();
  expect(await page.locator('td').allTextContents()).toEqual(['one', '1']);
  await button('Send').waitFor();

  await ask('tool please');
  await button('Accept').waitFor();
  await page.getByRole('textbox').filter({ hasText: '6 * 7' }).fill('6 * 9');
  await button('Submit').click();
  await page.getByText('The tool answered:').waitFor();
  expect(await page.getByText('The tool answered:').textContent()).toContain('"result":54');
  await keepScreenshot(page, 'agent-chat-ui');

  await page.reload();
  await page.getByText('The tool answered:').waitFor();
  await page.getByText('second', { exact: true }).waitFor();
  expect(refused).toEqual([]);
});

test('it refuses a call, ends an answer, and asks again from an earlier message', async () => {
  await button('New thread').click();
  await ask('tool please');
  await button('Ignore').click();
  await button('Send').waitFor();

  await ask('slow please');
  await page.getByText('word3').waitFor();
  // A notice lies over it.
  await button('Cancel').press('Enter');
  await button('Send').waitFor();

  await ask('first');
  await page.getByText('You said: first').waitFor();
  await button('Edit').last().click();
  await page.getByRole('textbox').filter({ hasText: 'first' }).fill('second thoughts');
  await button('Submit').click();
  await page.getByText('You said: second thoughts').waitFor();
  expect(await page.getByText('You said: first').count()).toBe(0);
  expect(refused).toEqual([]);
});
