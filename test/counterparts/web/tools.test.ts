import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixtureServer } from '../../../packages/mcp-bridge/test/fixture-server.ts';
import { expectAccessible } from './accessible.ts';
import { keepScreenshot, launchBrowser } from './browser.ts';
import { openApp, startScriptedServer, type AppServer, type AppTab } from './open-app.ts';

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

const button = ({ page }: AppTab, name: string) => page.getByRole('button', { name, exact: true });
const policy = ({ page }: AppTab, tool: string) => page.getByRole('combobox', { name: `Policy for ${tool}` });

async function openTools(search = '', options = {}): Promise<AppTab> {
  const tab = await openApp(browser, `${server.url}/#/tools${search}`, options);
  await tab.page.getByRole('heading', { name: 'run_code' }).or(tab.page.getByText('No tool fits.')).first().waitFor();
  return tab;
}

function expectQuiet({ requested, problems }: AppTab): void {
  expect(problems).toEqual([]);
  expect(requested.filter((asked) => new URL(asked).origin !== new URL(server.url).origin)).toEqual([]);
}

/** The decision of the policy, as the server tells it. */
async function decisionOf(name: string): Promise<unknown> {
  const { data } = (await (await fetch(`${server.url}/v1/tools`)).json()) as { data: Record<string, unknown>[] };
  return data.find((tool) => tool['name'] === name)?.['decision'];
}

test('an MCP server is tried, added, its tool used and denied, and it is removed', async () => {
  await using tab = await openTools();
  const { page } = tab;
  await page.getByText('No MCP server is connected').waitFor();
  await button(tab, 'Add a server').click();
  const dialog = page.getByRole('dialog', { name: 'Add an MCP server' });
  await dialog.getByText('The program runs on the machine of this server').waitFor();
  await dialog.getByRole('textbox', { name: /^Name/ }).fill('birds');
  await dialog.getByRole('textbox', { name: /^Command/ }).fill('/no/such/program');
  await button(tab, 'Test the connection').click();
  await dialog.getByRole('alert').getByText('cannot be used').waitFor();
  expect(tab.problems.splice(0).every((problem) => problem.includes('400 (Bad Request)'))).toBe(true);
  await dialog.getByRole('textbox', { name: /^Command/ }).fill(fixtureServer.command);
  await dialog.getByRole('textbox', { name: /^Arguments/ }).fill(fixtureServer.args!.join('\n'));
  await button(tab, 'Test the connection').click();
  await dialog.getByText('fixture answers').waitFor();
  await expectAccessible(page);
  await keepScreenshot(page, 'tools-add');
  await button(tab, 'Add it').click();
  await dialog.waitFor({ state: 'detached' });
  const card = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'birds', exact: true }) });
  await card.getByText('connected', { exact: true }).waitFor();
  await page.getByRole('link', { name: /^Show \d+ tools of birds$/ }).click();
  expect(page.url()).toContain('source=mcp');
  await page.getByRole('link', { name: 'Try birds__where' }).click();
  await button(tab, 'Run').click();
  const tried = page.getByRole('dialog', { name: 'birds__where' });
  await tried.getByText('success', { exact: true }).waitFor();
  expect(await tried.locator('pre').first().textContent()).toContain('"cwd"');
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await policy(tab, 'birds__where').selectOption('deny');
  await expect.poll(() => decisionOf('birds__where')).toBe('deny');
  await page.reload();
  await expect.poll(() => policy(tab, 'birds__where').inputValue()).toBe('deny');
  await page.getByRole('link', { name: 'Try birds__where' }).click();
  await tried.getByText('The policy denies it.').waitFor();
  expect(await button(tab, 'Run').isDisabled()).toBe(true);
  await page.keyboard.press('Escape');
  await button(tab, 'Restart birds').click();
  await page.getByText('birds was restarted.').waitFor();
  await keepScreenshot(page, 'tools-light');
  await button(tab, 'Remove birds').click();
  await expectAccessible(page);
  await page.getByRole('dialog', { name: 'Remove birds?' }).getByRole('button', { name: 'Remove' }).click();
  await page.getByText('No MCP server is connected').waitFor();
  expect(await decisionOf('birds__where')).toBeUndefined();
  expectQuiet(tab);
});

test('a tool is found, tried with arguments, and allowed, by keyboard alone', async () => {
  await using tab = await openTools();
  const { page } = tab;
  await expectAccessible(page);
  await page.getByRole('searchbox', { name: 'Search tools' }).focus();
  await page.keyboard.type('run_code');
  await expect.poll(() => page.getByRole('link', { name: /^Try / }).count()).toBe(1);
  expect(page.url()).toContain('q=run_code');
  await policy(tab, 'run_code').focus();
  await page.keyboard.type('Allow');
  await expect.poll(() => decisionOf('run_code')).toBe('allow');
  await page.getByRole('link', { name: 'Try run_code' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'run_code' });
  await dialog.getByRole('combobox', { name: /^language/ }).focus();
  await page.keyboard.type('javascript');
  await dialog.getByRole('textbox', { name: /^code/ }).focus();
  await page.keyboard.type('6 * 7');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await dialog.getByText('success', { exact: true }).waitFor();
  expect(await dialog.locator('pre').first().textContent()).toContain('42');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page);
  await keepScreenshot(page, 'tools-dark');
  await page.keyboard.press('Escape');
  await policy(tab, 'run_code').selectOption('');
  await expect.poll(() => decisionOf('run_code')).toBe('ask');
  expectQuiet(tab);
});

test('on a phone nothing scrolls sideways', async () => {
  const viewport = { width: 360, height: 740 };
  await using tab = await openTools('', { viewport, hasTouch: true, isMobile: true });
  const widths = '[document.documentElement, document.querySelector("main")].map((e) => e.scrollWidth - e.clientWidth)';
  expect(await tab.page.evaluate(widths)).toEqual([0, 0]);
  await expectAccessible(tab.page);
  await keepScreenshot(tab.page, 'tools-phone');
  expectQuiet(tab);
});
