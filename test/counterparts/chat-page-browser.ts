import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { inject } from 'vitest';

/** A tab that shows the chat page, and what happened in it. */
export interface ChatTab extends AsyncDisposable {
  page: Page;
  /** The URLs of all requests, but for `data:`. */
  requested: string[];
  /** What went wrong, as the console and uncaught errors tell it. */
  problems: string[];
  /** The texts that the last answer went through while it grew. */
  answerTexts: () => Promise<string[]>;
}

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Throws what to install where there is no browser. */
export async function launchBrowser(): Promise<Browser> {
  const found = inject('chromium');
  if ('missing' in found) throw new Error(found.missing);
  return chromium.launch({ executablePath: found.path, args: flags });
}

/** Runs in the page. */
const recordAnswers = `
  window.answerTexts = [];
  new MutationObserver(() => {
    const text = [...document.querySelectorAll('article.assistant .text')].at(-1)?.textContent ?? '';
    if (text !== '' && text !== window.answerTexts.at(-1)) window.answerTexts.push(text);
  }).observe(document, { subtree: true, childList: true, characterData: true });
`;

export async function openChat(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<ChatTab> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const requested: string[] = [];
  const problems: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) requested.push(request.url());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (entry) => {
    if (entry.type() === 'error' || entry.type() === 'warning') problems.push(entry.text());
  });
  await page.addInitScript({ content: recordAnswers });
  // The small model may ramble until its context is full.
  await adjustRequests(page, { max_tokens: 100, temperature: 0 });
  await page.goto(url);
  return {
    page,
    requested,
    problems,
    answerTexts: () => page.evaluate<string[]>('window.answerTexts'),
    [Symbol.asyncDispose]: () => context.close(),
  };
}

/** Adds parameters to what the page asks for. */
async function adjustRequests(page: Page, parameters: Readonly<Record<string, unknown>>): Promise<void> {
  await page.route('**/v1/chat/completions', (route) =>
    route.continue({ postData: JSON.stringify({ ...route.request().postDataJSON(), ...parameters }) }),
  );
}

/** The tokens that end an answer of the small model, by id. */
const endTokens = { 0: -100, 2: -100 };

/** Makes the answers that this tab asks for go on until they are stopped. */
export function answerWithoutEnd({ page }: ChatTab): Promise<void> {
  return adjustRequests(page, { logit_bias: endTokens });
}

/** Looks at the page are kept for people, in `TUNELOOP_ARTEFACTS` or in `.artefacts` beside the tests. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  const folder = process.env['TUNELOOP_ARTEFACTS'] ?? join(import.meta.dirname, '.artefacts');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, '.gitignore'), '*\n');
  await page.screenshot({ path: join(folder, `chat-page-${name}.png`) });
}
