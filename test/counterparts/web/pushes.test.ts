import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LabelStudioStandIn } from '../../../packages/rlhf/test/label-studio-stand-in.ts';
import { langfuseKeys, LangfuseStandIn } from '../../../packages/rlhf/test/langfuse-stand-in.ts';
import { expectAccessible } from './accessible.ts';
import { keepScreenshot, launchBrowser } from './browser.ts';
import { openApp, startScriptedServer } from './open-app.ts';
import { recordData } from './recorded-data.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

/** Label Studio's stand-in behind an address. */
async function serve(studio: LabelStudioStandIn): Promise<AsyncDisposable & { url: string }> {
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const body = await text(request);
      const url = `http://127.0.0.1${request.url}`;
      const made = await studio.fetch(url, { method: request.method!, ...(body !== '' && { body }) });
      response.writeHead(made.status, { 'content-type': made.headers.get('content-type') ?? 'text/plain' });
      response.end(await made.text());
    };
    void answer();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

test('what fits the filters is sent to Label Studio and Langfuse, once', async () => {
  const studio = new LabelStudioStandIn();
  await using labelStudio = await serve(studio);
  await using langfuse = await new LangfuseStandIn().listen();
  await using server = await startScriptedServer({
    LABEL_STUDIO_URL: labelStudio.url,
    LABEL_STUDIO_API_KEY: 'legacy',
    LABEL_STUDIO_PROJECT: '1',
    LANGFUSE_BASE_URL: langfuse.url,
    LANGFUSE_PUBLIC_KEY: langfuseKeys.publicKey,
    LANGFUSE_SECRET_KEY: langfuseKeys.secretKey,
  });
  await recordData(server);
  await using tab = await openApp(browser, `${server.url}/#/data/datasets?text=mutex&rating=none`);
  const { page, problems } = tab;
  await page.getByLabel('What they are asked').selectOption('How good is the answer?');
  const sent = page.getByRole('list', { name: 'Sent', exact: true });
  await page.getByRole('button', { name: 'Send to Label Studio' }).click();
  await sent.getByText('6 sent').waitFor();
  expect(studio.tasks).toHaveLength(6);
  await page.getByRole('button', { name: 'Send to Label Studio' }).click();
  await sent.getByText('0 sent · 6 were there').waitFor();
  expect(studio.tasks).toHaveLength(6);
  await page.getByLabel('Data set').fill('mutexes');
  await page.getByRole('button', { name: 'Send to Langfuse' }).click();
  await sent.getByRole('listitem').first().getByText('done').waitFor();
  expect(langfuse.bodies.filter(({ name }) => name === 'POST v2/datasets')).toMatchObject([
    { body: { name: 'mutexes' } },
  ]);
  await sent.scrollIntoViewIfNeeded();
  await expectAccessible(page);
  await keepScreenshot(page, 'pushes-light');
  expect(problems).toEqual([]);
});

test('where nothing is configured the page says what is missing', async () => {
  await using server = await startScriptedServer();
  await using tab = await openApp(browser, `${server.url}/#/data/datasets`);
  await tab.page.getByText('LABEL_STUDIO_URL').waitFor();
  await tab.page.getByText('LANGFUSE_SECRET_KEY').waitFor();
  expect(await tab.page.getByRole('button', { name: /^Send to/ }).count()).toBe(0);
  expect(tab.problems).toEqual([]);
});
