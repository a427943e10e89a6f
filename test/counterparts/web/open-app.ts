import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { createScriptedEngine, type ScriptedEngineOptions } from '@tuneloop/runtime/scripted';
import { createTestPlatform, type TestPlatform } from '../../../packages/platform/test/test-platform.ts';
import { scriptedAnswer } from './scripted-answers.ts';

/** A tab that shows the web app, and what happened in it. */
export interface AppTab extends AsyncDisposable {
  page: Page;
  /** The URLs of all requests, but for `data:` and `blob:`. */
  requested: string[];
  /** What went wrong, as the console and uncaught errors tell it. */
  problems: string[];
}

export interface AppServer extends AsyncDisposable {
  url: string;
  platform: TestPlatform['platform'];
}

/** The real server over the scripted model. */
export async function startScriptedServer(
  env: Record<string, string> = {},
  engine: ScriptedEngineOptions = {},
): Promise<AppServer> {
  const scripted = createScriptedEngine({ replies: scriptedAnswer, ...engine });
  const server = await createTestPlatform({ engine: scripted, env });
  const { url } = await server.platform.listen();
  return { url, platform: server.platform, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

export async function openApp(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<AppTab> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const requested: string[] = [];
  const problems: string[] = [];
  page.on('request', (request) => {
    if (!/^(?:data|blob):/.test(request.url())) requested.push(request.url());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (entry) => {
    if (entry.type() === 'error' || entry.type() === 'warning') problems.push(entry.text());
  });
  await page.goto(url);
  return { page, requested, problems, [Symbol.asyncDispose]: () => context.close() };
}

export async function ask({ page }: AppTab, question: string): Promise<void> {
  await page.getByLabel('Message', { exact: true }).fill(question);
  await page.getByRole('button', { name: 'Send' }).click();
}

/** Until the answer is complete: the button that sends is back. */
export async function answered({ page }: AppTab): Promise<void> {
  await page.getByRole('button', { name: 'Send' }).waitFor();
  await page.locator('article.assistant').last().waitFor();
}
