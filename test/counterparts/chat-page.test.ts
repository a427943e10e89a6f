import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually, startServer, type RunningServer } from '../../apps/server/test/model/running-server.ts';
import { answerWithoutEnd, keepScreenshot, launchBrowser, openChat, type ChatTab } from './chat-page-browser.ts';

let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
  server = await startServer();
});
afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

async function ask({ page }: ChatTab, question: string): Promise<void> {
  await page.getByLabel('Message').fill(question);
  await page.getByRole('button', { name: 'Send' }).click();
}

/** Until the answer is complete: the button that sends is back. */
const answered = ({ page }: ChatTab): Promise<void> => page.getByRole('button', { name: 'Send' }).waitFor();

function expectQuiet({ requested, problems }: ChatTab): void {
  expect(problems).toEqual([]);
  expect(requested.filter((url) => new URL(url).origin !== new URL(server.url).origin)).toEqual([]);
}

test('an answer streams in, with its figures, and the conversation goes on', async () => {
  await using tab = await openChat(browser, server.url, {
    viewport: { width: 1000, height: 700 },
    colorScheme: 'light',
  });
  await ask(tab, 'What is the capital of France?');
  await answered(tab);
  const texts = await tab.answerTexts();
  expect(texts.length).toBeGreaterThan(2);
  for (const [index, text] of texts.slice(1).entries()) expect(text.startsWith(texts[index]!)).toBe(true);
  expect(await tab.page.locator('article.assistant .facts').textContent()).toMatch(
    /^\d+ tokens · .* tokens\/s · first after/,
  );
  expect(await tab.page.getByRole('status').textContent()).toContain('smollm2');

  const second = tab.page.waitForRequest('**/v1/chat/completions');
  await ask(tab, 'And of Italy?');
  expect(((await second).postDataJSON() as { messages: unknown[] }).messages).toEqual([
    { role: 'system', content: 'You are a helpful assistant.' },
    { role: 'user', content: 'What is the capital of France?' },
    { role: 'assistant', content: texts.at(-1) },
    { role: 'user', content: 'And of Italy?' },
  ]);
  await answered(tab);
  await keepScreenshot(tab.page, 'light');
  await tab.page.emulateMedia({ colorScheme: 'dark' });
  await keepScreenshot(tab.page, 'dark');
  expectQuiet(tab);
});

test('Stop ends the answer, keeps its text and frees the slot', async () => {
  await using tab = await openChat(browser, server.url);
  await answerWithoutEnd(tab);
  await ask(tab, 'Tell me a long story about a river.');
  await expect.poll(async () => (await tab.answerTexts()).length).toBeGreaterThan(5);
  expect(await server.activeRequests()).toBe(1);
  await tab.page.getByRole('button', { name: 'Stop' }).click();
  await answered(tab);
  expect(await eventually(async () => (await server.activeRequests()) === 0)).toBe(true);
  expect(await tab.page.locator('article.assistant .facts').textContent()).toContain('stopped');

  const text = (await tab.answerTexts()).at(-1);
  expect(await tab.page.locator('article.assistant .text').textContent()).toBe(text);
  expectQuiet(tab);
});

describe('markup is text', () => {
  const markup =
    '<img src="/x" onerror="window.ran=1"><script>window.ran=1</script><b>bold</b> [a](javascript:window.ran=1)';

  const shownAsText = { text: markup, elements: 0, ran: false, fetched: [] };

  async function observe(tab: ChatTab, who: 'user' | 'assistant'): Promise<Record<keyof typeof shownAsText, unknown>> {
    const article = tab.page.locator(`article.${who}`);
    return {
      text: await article.locator('.text').textContent(),
      elements: await article.locator('img, script, b, a').count(),
      ran: await tab.page.evaluate('"ran" in window'),
      fetched: tab.requested.filter((url) => url.endsWith('/x')),
    };
  }

  test('in the question', async () => {
    await using tab = await openChat(browser, server.url);
    await ask(tab, markup);
    await answered(tab);
    expect(await observe(tab, 'user')).toEqual(shownAsText);
    expectQuiet(tab);
  });

  test('in the answer', async () => {
    await using tab = await openChat(browser, server.url);
    const events = [{ choices: [{ delta: { content: markup } }] }].map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`);
    const body = `${events.join('')}data: [DONE]\n\n`;
    await tab.page.route('**/v1/chat/completions', (route) =>
      route.fulfill({ contentType: 'text/event-stream', body }),
    );
    await ask(tab, 'Hello.');
    await answered(tab);
    expect(await observe(tab, 'assistant')).toEqual(shownAsText);
    expectQuiet(tab);
  });
});

test('an answer is rated with a thumb and a comment, which can be taken back', async () => {
  await using tab = await openChat(browser, server.url, { viewport: { width: 1000, height: 700 } });
  const { page } = tab;
  await ask(tab, 'What is the capital of France?');
  await answered(tab);
  const ratings = async (): Promise<unknown> => {
    const response = await fetch(`${server.url}/v1/interactions?limit=1`);
    return ((await response.json()) as { data: { ratings: unknown }[] }).data[0]?.ratings;
  };
  const bad = page.getByRole('button', { name: 'Bad answer' });
  await bad.click();
  await page.getByText('Kept.', { exact: true }).waitFor();
  expect(await bad.getAttribute('aria-pressed')).toBe('true');
  await page.getByLabel('What is wrong with it?').fill('Too <b>long</b>.');
  await keepScreenshot(page, 'feedback');
  await page.keyboard.press('Enter');
  await page.getByText('Your comment is kept.').waitFor();
  expect(await ratings()).toMatchObject([
    { thumb: 'down', source: 'web' },
    { thumb: null, comment: 'Too <b>long</b>.', withdrawn: [] },
  ]);
  await bad.click();
  await page.getByText('Taken back.').waitFor();
  expect(await bad.getAttribute('aria-pressed')).toBe('false');
  expect(await ratings()).toMatchObject([{}, {}, { withdrawn: ['thumb'] }]);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.getByRole('button', { name: 'Good answer' }).click();
  await page.getByText('Kept.', { exact: true }).waitFor();
  await keepScreenshot(page, 'feedback-dark');
  expectQuiet(tab);
});

test('on a phone everything is in reach, and nothing scrolls sideways', async () => {
  const viewport = { width: 360, height: 740 };
  await using tab = await openChat(browser, server.url, {
    viewport,
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
  });
  await keepScreenshot(tab.page, 'phone-empty');
  await ask(tab, `What is this? ${'https'.repeat(30)} ${'word '.repeat(40)}`);
  await answered(tab);
  await tab.page.getByLabel('Message').fill('One line,\nand another,\nand a third.');
  const widths =
    '[document.documentElement, document.querySelector("main")].map((part) => part.scrollWidth - part.clientWidth)';
  expect(await tab.page.evaluate(widths)).toEqual([0, 0]);
  for (const name of ['Send', 'New chat']) {
    const box = await tab.page.getByRole('button', { name }).boundingBox();
    expect(box!.x).toBeGreaterThanOrEqual(0);
    expect(box!.x + box!.width).toBeLessThanOrEqual(viewport.width);
    expect(box!.y + box!.height).toBeLessThanOrEqual(viewport.height);
    // Large enough for a finger.
    expect(box!.height).toBeGreaterThanOrEqual(40);
  }
  await keepScreenshot(tab.page, 'phone');
  expectQuiet(tab);
});

test('the keyboard is enough', async () => {
  await using tab = await openChat(browser, server.url);
  const { keyboard } = tab.page;
  const focused = (): Promise<string> =>
    tab.page.evaluate('document.activeElement.textContent || document.activeElement.id');
  await answerWithoutEnd(tab);

  expect(await focused()).toBe('question');
  await keyboard.type('One');
  await keyboard.press('Shift+Enter');
  await keyboard.type('Two');
  await keyboard.press('Enter');
  expect(await tab.page.locator('article.user .text').textContent()).toBe('One\nTwo');
  await expect.poll(async () => (await tab.answerTexts()).length).toBeGreaterThan(2);
  await keyboard.press('Tab');
  expect(await focused()).toBe('Stop');
  expect(await tab.page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
  await keyboard.press('Enter');
  await answered(tab);

  expect(await focused()).toBe('question');
  await keyboard.type('Three');
  await keyboard.press('Enter');
  await tab.page.getByRole('button', { name: 'Stop' }).waitFor();
  await keyboard.press('Escape');
  await answered(tab);

  await keyboard.press('Shift+Tab');
  await keyboard.press('Shift+Tab');
  expect(await focused()).toBe('New chat');
  await keyboard.press('Enter');
  expect(await tab.page.locator('article').count()).toBe(0);
  expect(await focused()).toBe('question');
  expect(await eventually(async () => (await server.activeRequests()) === 0)).toBe(true);
  expectQuiet(tab);
});

test('a server with keys asks for one', async () => {
  const { key, record } = await server.platform.keys.create({ name: 'browser', scopes: ['chat'] });
  try {
    await eventually(async () => (await fetch(`${server.url}/v1/models`)).status === 401);
    await using tab = await openChat(browser, server.url);
    await tab.page.getByRole('dialog', { name: 'API key' }).waitFor();
    await tab.page.keyboard.type('wrong');
    await tab.page.keyboard.press('Enter');
    await tab.page.keyboard.type('Hello.');
    await tab.page.keyboard.press('Enter');
    await tab.page.getByText('does not know the key').waitFor();
    await keepScreenshot(tab.page, 'key');
    await tab.page.keyboard.type(key);
    await tab.page.keyboard.press('Enter');
    await expect.poll(async () => (await tab.answerTexts()).length).toBeGreaterThan(0);
    await answered(tab);
    // The browser itself reports each answer 401.
    expect(tab.problems).toEqual(Array(2).fill(expect.stringContaining('401 (Unauthorized)')));
  } finally {
    await server.platform.keys.revoke(record.id);
  }
});
