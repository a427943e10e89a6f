import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { keepScreenshot, launchBrowser } from './browser.ts';
import { openApp, startScriptedServer, type AppServer, type AppTab } from './open-app.ts';

let browser: Browser;
let server: AppServer;

beforeAll(async () => {
  browser = await launchBrowser();
  server = await startScriptedServer();
});
afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

interface PageLink {
  name: string;
  url: string;
}

/** Where the links of a part of the page lead to. */
async function linksIn({ page }: AppTab, part: string): Promise<PageLink[]> {
  const found = await page.locator(`${part} a[href]`).all();
  const links = found.map(async (link): Promise<PageLink> => {
    const url = new URL((await link.getAttribute('href')) ?? '', page.url());
    const path = url.hash.replace(/^#\//, '').replace(/\?.*/, '');
    return { name: path.replaceAll('/', '-') || 'chat', url: url.href };
  });
  return Promise.all(links);
}

/** Loads the app anew: until a page is there the one before it stays. */
async function show(tab: AppTab, url: string): Promise<void> {
  await tab.page.goto(url);
  await tab.page.reload();
  await settled(tab);
}

/** Until nothing is loading any more. */
async function settled({ page }: AppTab): Promise<void> {
  await page.locator('h1, #question').first().waitFor();
  await expect.poll(() => page.getByText('Loading…', { exact: true }).count(), { timeout: 15_000 }).toBe(0);
}

const looks = [
  { size: 'large', colorScheme: 'light', viewport: { width: 2560, height: 1440 } },
  { size: 'phone', colorScheme: 'dark', viewport: { width: 360, height: 740 } },
] as const;

test('every page has no barrier and fits, on a large screen in the light and on a phone in the dark', async () => {
  await using tab = await openApp(browser, server.url);
  const { page } = tab;
  await settled(tab);
  const pages = await linksIn(tab, 'header nav');
  expect(pages.length).toBeGreaterThanOrEqual(7);
  for (const { name, url } of pages) {
    await show(tab, url);
    // Parts of a page have addresses of their own.
    const parts = await linksIn(tab, 'main nav');
    pages.push(...parts.filter((part) => !pages.some((known) => known.url === part.url)));
    expect([name, await page.locator('h1').count()]).toEqual([name, 1]);
    for (const { size, colorScheme, viewport } of looks) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
      const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect([name, size, await page.evaluate(overflow)]).toEqual([name, size, 0]);
      await keepScreenshot(page, `page-${name}-${size}`);
    }
  }
  expect(tab.problems).toEqual([]);
  expect(tab.requested.filter((url) => new URL(url).origin !== new URL(server.url).origin)).toEqual([]);
});
