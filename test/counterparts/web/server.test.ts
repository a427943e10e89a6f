import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { keepScreenshot, launchBrowser } from './browser.ts';
import { answered, ask, openApp, startScriptedServer, type AppServer, type AppTab } from './open-app.ts';

let server: AppServer;
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
  server = await startScriptedServer({ HF_TOKEN: 'xylophone', TUNELOOP_QUEUE_LIMIT: '7' });
});
afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

const button = ({ page }: AppTab, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const open = ({ page }: AppTab, path: string) => page.goto(`${server.url}/#/server${path}`);

/** For a busy machine. */
const patience = { timeout: 15_000 };

function expectQuiet({ requested, problems }: AppTab): void {
  expect(problems).toEqual([]);
  expect(requested.filter((url) => new URL(url).origin !== new URL(server.url).origin)).toEqual([]);
}

/** How much wider the page is than what it is shown in. */
const overhang = ({ page }: AppTab) =>
  page.evaluate('[document.documentElement, document.querySelector("main")].map((e) => e.scrollWidth - e.clientWidth)');

test('the figures move after a chat; nothing of the page has a barrier', async () => {
  await using tab = await openApp(browser, server.url);
  await ask(tab, 'rich please');
  await answered(tab);
  await tab.page.getByRole('link', { name: 'Server' }).click();
  const figure = (name: string) => tab.page.locator(`dt:text-is("${name}") + dd`);
  await expect.poll(() => figure('First token').textContent(), patience).toContain('median of the last minute');
  await expect.poll(() => figure('Generations').textContent(), patience).toBe('1');
  expect(await figure('Generating').textContent()).toBe('0of 4 slots');
  expect(await figure('Waiting').textContent()).toBe('0at most 64');
  await tab.page.getByRole('cell', { name: 'scripted' }).first().waitFor();
  await expect
    .poll(() => tab.page.locator('[data-chart="Tokens per second"] .recharts-line-curve').count(), patience)
    .toBe(2);
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'server-live-light');
  await button(tab, 'Pause').click();
  await button(tab, 'Go on').waitFor();
  await tab.page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'server-live-dark');
  expectQuiet(tab);
});

afterEach(async () => {
  // What a test that failed left would close the server to the next one.
  for (const { id } of await server.platform.keys.list()) await server.platform.keys.revoke(id);
});

test('a key is made on the open server, which closes; it signs in elsewhere, and is refused once it is revoked', async () => {
  await using tab = await openApp(browser, server.url);
  await open(tab, '/keys');
  await tab.page.getByText('This server is open').waitFor();
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'server-keys-open');

  // The first key, by keyboard: it may administer, and the page goes on with it.
  const { keyboard } = tab.page;
  await button(tab, 'New key').focus();
  await keyboard.press('Enter');
  await tab.page.getByRole('dialog', { name: 'New API key' }).waitFor();
  await expectAccessible(tab.page);
  await keyboard.type('operator');
  expect(await tab.page.getByRole('checkbox', { name: /^admin/ }).isChecked()).toBe(true);
  await tab.page.getByRole('checkbox', { name: /^admin/ }).uncheck();
  await tab.page.getByText('nobody could administer the server from here').waitFor();
  expect(await button(tab, 'Make the key').isDisabled()).toBe(true);
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'server-new-key');
  await tab.page.getByRole('checkbox', { name: /^admin/ }).check();
  await tab.page.getByLabel('What is it for?').press('Enter');
  const made = tab.page.getByRole('region', { name: 'The key "operator"' });
  await made.waitFor();
  await made.getByText('This tab is signed in with it').waitFor();
  await expect.poll(async () => (await fetch(`${server.url}/v1/models`)).status, patience).toBe(401);
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'server-keys-made');
  await button(tab, 'I have it').click();
  await tab.page.getByText('yours').waitFor();

  // A second one, for somebody else.
  await button(tab, 'New key').click();
  await tab.page.getByLabel('What is it for?').fill('guest');
  await tab.page.getByText('Limits and end').click();
  await tab.page.getByLabel('Requests per minute').fill('60');
  await tab.page.getByLabel('It ends').selectOption('month');
  await expectAccessible(tab.page);
  await button(tab, 'Make the key').click();
  await button(tab, 'Copy the key').click();
  const key = await tab.page.evaluate<string>('navigator.clipboard.readText()');
  await button(tab, 'I have it').click();
  await using guest = await openApp(browser, server.url);
  await guest.page.getByLabel('Key', { exact: true }).fill(key);
  await guest.page.keyboard.press('Enter');
  await ask(guest, 'hello');
  await guest.page.getByText('You said: hello').first().waitFor();
  await answered(guest);
  await open(guest, '/keys');
  await guest.page.getByText('lacks the scope "admin"').waitFor();
  await expectAccessible(guest.page);

  await tab.page.getByText('60 requests/min').waitFor();
  await tab.page.getByText('in 29 days').waitFor();
  await button(tab, 'Change guest').click();
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'server-change-key');
  await tab.page.getByLabel('Requests per minute').fill('');
  await tab.page.getByLabel('Requests at once').fill('4');
  await button(tab, 'Save').click();
  await tab.page.getByText('4 at once').waitFor();
  await tab.page.getByText('60 requests/min').waitFor({ state: 'detached' });

  await button(tab, 'Revoke operator').click();
  await tab.page.getByText('No key with "admin" would be left').waitFor();
  await tab.page.getByText('You are signed in with this key').waitFor();
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'server-revoke');
  await button(tab, 'Cancel').click();
  await button(tab, 'Revoke guest').click();
  await button(tab, 'Revoke').click();
  await tab.page.getByText('"guest" is revoked.').waitFor();
  await tab.page.getByRole('cell', { name: 'guest', exact: true }).waitFor({ state: 'detached' });
  await guest.page.goto(`${server.url}/#/models`);
  await guest.page.getByText('does not know the key').waitFor();

  await button(tab, 'Revoke operator').click();
  await tab.page.getByText('every program on this machine may use the server').waitFor();
  await button(tab, 'Revoke').click();
  await tab.page.getByText('This server is open').waitFor();
  expectQuiet(tab);
});

test('settings are found, with where they come from, and secrets are not told', async () => {
  await using tab = await openApp(browser, server.url);
  await open(tab, '/configuration');
  await tab.page.getByText('server.port').waitFor();
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'server-configuration-light');
  await tab.page.getByLabel('Search settings').fill('queue limit');
  const row = tab.page.getByRole('listitem').filter({ hasText: 'runtime.queueLimit' });
  await row.getByText('from: environment variable TUNELOOP_QUEUE_LIMIT').waitFor();
  expect(await row.textContent()).toContain('7');
  await tab.page.reload();
  await expect.poll(() => tab.page.getByLabel('Search settings').inputValue(), patience).toBe('queue limit');
  await tab.page.getByLabel('Search settings').fill('token');
  await tab.page.getByLabel('Show', { exact: true }).selectOption('What is set');
  const secret = tab.page.getByRole('listitem').filter({ hasText: 'huggingFace.token' });
  await secret.getByText('set (secret)').waitFor();
  expect(await tab.page.locator('main').textContent()).not.toContain('xylophone');
  await tab.page.getByLabel('Search settings').fill('nothing of the kind');
  await tab.page.getByText('No setting fits.').waitFor();
  await expectAccessible(tab.page);
  expectQuiet(tab);
});

test('the log is followed, searched and narrowed to one request', async () => {
  await using tab = await openApp(browser, server.url);
  await open(tab, '/logs');
  await tab.page.getByText('Following').waitFor();
  await fetch(`${server.url}/v1/models`, { headers: { 'x-request-id': 'req_mine' } });
  const log = tab.page.getByRole('log');
  await log.getByRole('link', { name: 'Only the request req_mine' }).click();
  await tab.page.getByText('Lines of the request req_mine').waitFor();
  await expect.poll(() => log.getByRole('listitem').count(), patience).toBe(1);
  expect(await log.textContent()).toContain('path=/v1/models');
  await expectAccessible(tab.page);
  await button(tab, 'Copy these lines').click();
  expect(await tab.page.evaluate('navigator.clipboard.readText()')).toMatch(/^\S+ info request .*requestId=req_mine$/);
  await button(tab, 'Show all requests').click();
  await expect.poll(() => log.getByRole('listitem').count(), patience).toBeGreaterThan(3);
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'server-logs-light');
  await tab.page.getByLabel('Level').selectOption('errors');
  await tab.page.getByText('No line fits.').waitFor();
  await tab.page.reload();
  await expect.poll(() => tab.page.getByLabel('Level').inputValue(), patience).toBe('error');
  await button(tab, 'Stop').click();
  await tab.page.getByText('Stopped').waitFor();
  expectQuiet(tab);
});

test('on a phone nothing scrolls sideways', async () => {
  const viewport = { width: 360, height: 740 };
  await using tab = await openApp(browser, server.url, { viewport, hasTouch: true, isMobile: true });
  for (const [path, heading] of [
    ['', 'Loaded models'],
    ['/keys', 'API keys'],
    ['/configuration', 'Settings'],
    ['/logs', 'Log'],
  ] as const) {
    await open(tab, path);
    await tab.page.getByRole('heading', { name: heading, exact: true }).waitFor();
    if (path === '/logs') await tab.page.getByText('Following').waitFor();
    expect(await overhang(tab)).toEqual([0, 0]);
    await expectAccessible(tab.page);
    await keepScreenshot(tab.page, `server${path.replace('/', '-')}-phone`);
  }
  expectQuiet(tab);
});
