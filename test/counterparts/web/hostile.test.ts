import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { launchBrowser } from './browser.ts';
import { hostileName, hostileTexts } from './hostile-corpus.ts';
import { answered, ask, openApp, startScriptedServer, type AppServer } from './open-app.ts';

let server: AppServer;
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
  server = await startScriptedServer();
});
afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

/** Stored, as an import or another program would. */
async function store(id: string, messages: object[]): Promise<void> {
  const response = await fetch(`${server.url}/lab/conversations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id, title: hostileName, messages }),
  });
  expect(response.status, await response.text()).toBe(200);
}

/** What is wrong with the page as it is drawn now; an expression for the page. */
const findings = `(() => {
  const log = document.querySelector('[role=log]');
  const links = [...log.querySelectorAll('a')].map((link) => link.getAttribute('href'));
  const all = [...document.querySelectorAll('*')];
  return {
    ran: 'ran' in window,
    elements: log.querySelectorAll('img, image, script, style, iframe, object, embed, form, base, meta, link, audio, video').length,
    links: links.filter((href) => !/^(https?:\\/\\/|mailto:)/.test(href)),
    handlers: all.filter((element) => element.getAttributeNames().some((name) => name.startsWith('on'))).length,
    isBounded: all.length < 30000,
    hash: location.hash,
  };
})()`;

/** What can be pressed in an item that is in view, and has something else over it. */
const coveredIn = (index: number): string => `(() => {
  const item = document.querySelector('[data-index="${index}"]');
  item.scrollIntoView({ block: 'end' });
  const log = item.closest('[role=log]');
  return [...item.querySelectorAll('button, summary')].filter((button) => {
    const { x, y, width, height } = button.getBoundingClientRect();
    const over = document.elementFromPoint(x + width / 2, y + height / 2);
    return log.contains(over) && !button.contains(over) && !over.contains(button);
  }).map((button) => button.ariaLabel ?? button.textContent);
})()`;

/** Opens the conversation, and looks at each of its items in turn. */
async function readThrough(page: Page, id: string, items: number): Promise<void> {
  await page.evaluate(`location.hash = '#/chat/${id}'`);
  await page.locator(`[data-index="${items - 1}"]`).waitFor();
  for (const isOpen of [false, true]) {
    if (isOpen) {
      await page.evaluate(
        `document.querySelectorAll('article.assistant summary').forEach((summary) => summary.click())`,
      );
    }
    for (let index = items - 1; index >= 0; index--) {
      expect(await page.evaluate(coveredIn(index)), `item ${index} of ${id}`).toEqual([]);
    }
  }
  const harmless = { ran: false, elements: 0, links: [], handlers: 0, isBounded: true, hash: `#/chat/${id}` };
  expect(await page.evaluate(findings)).toEqual(harmless);
}

test('hostile answers, questions, thoughts, calls, results and titles neither run nor are fetched, and the page goes on', async () => {
  const names = Object.keys(hostileTexts);
  // Few in each, so that all of a conversation is drawn.
  for (let from = 0; from < names.length; from += 8) {
    const messages = names.slice(from, from + 8).flatMap((name, index) => {
      const content = hostileTexts[name]!;
      const short = content.slice(0, 20_000);
      const call = {
        id: `call_${index}`,
        type: 'function',
        function: { name: 'read_file', arguments: JSON.stringify({ path: short }) },
      };
      return [
        { role: 'user', content: `${name}: ${content}` },
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', tool_call_id: call.id, content: short },
        { role: 'assistant', content, reasoning_content: short },
      ];
    });
    await store(`hostile_${from}`, messages);
  }
  await using tab = await openApp(browser, server.url);
  for (let from = 0; from < names.length; from += 8) {
    await readThrough(tab.page, `hostile_${from}`, 2 * Math.min(8, names.length - from));
  }
  // It still answers, also with a file.
  const file = {
    name: `${hostileName.slice(0, 60)}.txt`,
    mimeType: 'text/plain',
    buffer: Buffer.from(hostileTexts['script']!),
  };
  await tab.page.locator('form input[type=file]').setInputFiles(file);
  await ask(tab, 'hello');
  await tab.page.locator('article.assistant').last().getByText('You said: hello').waitFor();
  await answered(tab);
  expect(await tab.page.evaluate('"ran" in window')).toBe(false);
  await expectAccessible(tab.page);
  expect(tab.problems).toEqual([]);
  expect(tab.requested.filter((url) => new URL(url).origin !== server.url)).toEqual([]);
});
