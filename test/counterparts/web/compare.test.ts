import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { startAdapterServer } from './adapter-server.ts';
import { keepScreenshot, launchBrowser } from './browser.ts';
import { openApp, type AppServer, type AppTab } from './open-app.ts';

let browser: Browser;
let server: AppServer;

beforeAll(async () => {
  browser = await launchBrowser();
  server = await startAdapterServer();
});
afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

/** For a busy machine. */
const patience = { timeout: 15_000 };

function expectQuiet({ requested, problems }: AppTab): void {
  expect(problems).toEqual([]);
  expect(requested.filter((url) => new URL(url).origin !== new URL(server.url).origin)).toEqual([]);
}

const pane = ({ page }: AppTab, letter: string) => page.getByRole('article', { name: `Answer ${letter}` });
const choices = ({ page }: AppTab) => page.getByRole('group', { name: 'Which answer is better?' });
const question = ({ page }: AppTab) => page.getByRole('textbox', { name: 'Question' });

async function openArena(search: string, options?: Parameters<typeof openApp>[2]): Promise<AppTab> {
  return openApp(browser, `${server.url}/#/compare${search}`, options);
}

async function askBoth(tab: AppTab, said: string): Promise<void> {
  await question(tab).fill(said);
  await tab.page.keyboard.press('Enter');
  await choices(tab).waitFor();
}

interface Rated {
  id: string;
  ratings: { thumb: string | null; score: number | null; comment: string | null; correction: string | null }[];
}

/** Records `questions`, in whose answers they are repeated. */
async function record(...questions: string[]): Promise<void> {
  for (const content of questions) {
    await post('/v1/chat/completions', { messages: [{ role: 'user', content }] });
  }
}

async function post(path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  expect([path, response.status]).toEqual([path, 200]);
}

async function recorded(words: string): Promise<Rated> {
  const response = await fetch(`${server.url}/v1/interactions?text=${encodeURIComponent(words)}`);
  const { data } = (await response.json()) as { data: Rated[] };
  expect(data).toHaveLength(1);
  return data[0]!;
}

const ratingsOf = async (words: string): Promise<Rated['ratings']> => (await recorded(words)).ratings;

/** What training on preferences would be given of what was chosen. */
async function preferencePairs(): Promise<{ chosen: unknown; rejected: unknown }[]> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ format: 'dpo' });
  const response = await fetch(`${server.url}/v1/exports/preview`, { method: 'POST', headers, body });
  const { files } = (await response.json()) as {
    files: { first: { row: { chosen: unknown; rejected: unknown } }[] }[];
  };
  return files.flatMap(({ first }) => first.map(({ row }) => row));
}

/** Two people agree on one answer and not on another. */
async function rateTwice(): Promise<void> {
  await record('agreed upon', 'disputed');
  for (const [words, author, thumb] of [
    ['agreed', 'ada', 'up'],
    ['agreed', 'grace', 'up'],
    ['disputed', 'ada', 'up'],
    ['disputed', 'grace', 'down'],
  ] as const) {
    await post(`/v1/interactions/${(await recorded(words)).id}/ratings`, { author, thumb });
  }
}

const ofAdapter = '?first=scripted&second=scripted%3Apirate';

test('a model meets its adapter blind; an arrow chooses, then names are told; it is a pair to train with', async () => {
  await using tab = await openArena(ofAdapter);
  const { page } = tab;
  await question(tab).waitFor();
  await expectAccessible(page);
  await keepScreenshot(page, 'compare-empty');
  await page.keyboard.type('rich please');
  await page.keyboard.press('Enter');
  await choices(tab).waitFor();
  await expectAccessible(page);
  await keepScreenshot(page, 'compare-light');
  expect(await page.locator('main article header').allTextContents()).toEqual(['Answer AA', 'Answer BB']);
  await page.reload();
  await choices(tab).waitFor();
  await page.keyboard.press('ArrowLeft');
  await page.getByText('You prefer A.').waitFor();
  for (const letter of ['A', 'B']) {
    const isNamed = (await pane(tab, letter).locator('header').textContent())!.includes('scripted:pirate');
    expect((await pane(tab, letter).textContent())!.includes('[pirate')).toBe(isNamed);
  }
  expect(await page.getByText('your choice').count()).toBe(1);
  const isPirate = (await pane(tab, 'A').textContent())!.includes('[pirate');
  const pairs = await preferencePairs();
  expect(pairs.map(({ chosen }) => JSON.stringify(chosen).includes('[pirate'))).toEqual([isPirate]);
  expect(pairs.map(({ rejected }) => JSON.stringify(rejected).includes('[pirate'))).toEqual([!isPirate]);
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await keepScreenshot(page, 'compare-dark');
  expectQuiet(tab);
});

test('the next round begins at once; a tie counts, and a choice is taken back', async () => {
  await using tab = await openArena(ofAdapter);
  const { page } = tab;
  await askBoth(tab, 'one');
  await page.keyboard.press('ArrowUp');
  await page.getByText('You find both as good.').waitFor();
  await expect.poll(() => page.evaluate('document.activeElement.tagName'), patience).toBe('TEXTAREA');
  await page.keyboard.type('two');
  await page.keyboard.press('Enter');
  await page.getByText('two', { exact: true }).waitFor();
  await choices(tab).getByRole('button', { name: 'Both are bad' }).click();
  await page.getByText('You find both bad.').waitFor();
  await page.getByRole('button', { name: 'Take the choice back' }).click();
  await page.getByText('It does not count.').waitFor();
  await page.getByRole('button', { name: 'Same question again' }).click();
  await choices(tab).waitFor();
  await page.getByRole('button', { name: 'Skip this round' }).click();
  await question(tab).waitFor();
  expect(await choices(tab).count()).toBe(0);
  expectQuiet(tab);
});

test('answers that are being made are stopped, and the question is given back', async () => {
  await using tab = await openArena('?first=scripted&second=scripted');
  await tab.page.getByText('two drafts of one model').waitFor();
  await question(tab).fill('slow please');
  await tab.page.getByRole('button', { name: 'Ask both' }).click();
  await pane(tab, 'B').getByText('word1').waitFor();
  await tab.page.getByRole('button', { name: 'Stop' }).click();
  await expect.poll(() => question(tab).inputValue(), patience).toBe('slow please');
  expectQuiet(tab);
});

test('two drafts of one model with temperatures of their own are told apart once there is a choice', async () => {
  await using tab = await openArena('?first=scripted&second=scripted');
  const { page } = tab;
  await page.getByText('Settings', { exact: true }).click();
  await page.getByLabel('Temperature of one side').fill('0.2');
  await page.getByLabel('Temperature of the other side').fill('1.5');
  await page.getByLabel('System prompt').fill('Be brief.');
  await expectAccessible(page);
  await askBoth(tab, 'warm or cold');
  expect(await page.locator('main').textContent()).not.toContain('temperature');
  await page.keyboard.press('ArrowRight');
  await page.getByText('You prefer B.').waitFor();
  const headers = await page.locator('main article header').allTextContents();
  const temperatures = headers.map((header) => /temperature [\d.]+/.exec(header)?.[0]);
  expect(new Set(temperatures)).toEqual(new Set(['temperature 0.2', 'temperature 1.5']));
  expectQuiet(tab);
});

test('a server that records nothing says what to change', async () => {
  await using silent = await startAdapterServer({ TUNELOOP_RECORDING: 'off' });
  await using tab = await openApp(browser, `${silent.url}/#/compare`);
  await question(tab).fill('one');
  await tab.page.keyboard.press('Enter');
  await tab.page.getByText('The setting "recording.privacy" changes that.').waitFor();
  expect(await question(tab).inputValue()).toBe('one');
  for (const part of ['Queue', 'Leaderboard']) {
    await tab.page.getByRole('link', { name: part }).click();
    await tab.page.getByRole('alert').waitFor();
    await expectAccessible(tab.page);
  }
});

test('the leaderboard tells what was chosen, and how little that is', async () => {
  await rateTwice();
  await using tab = await openArena('/leaderboard');
  const { page } = tab;
  await page.getByRole('rowheader', { name: 'scripted', exact: true }).waitFor();
  expect(await page.getByRole('row').filter({ hasText: 'pirate' }).count()).toBe(1);
  await page.getByText('too few to trust this order').waitFor();
  await page.getByText('2 judged by two or more').waitFor();
  expect(await page.getByRole('region', { name: 'Pairs of people' }).textContent()).toContain('adagrace0.00');
  await expectAccessible(page);
  await keepScreenshot(page, 'leaderboard-light');
  await page.getByLabel('Period').selectOption('Last 7 days');
  await expect.poll(() => page.url(), patience).toContain('days=7');
  await page.reload();
  await page.getByRole('rowheader', { name: 'scripted', exact: true }).waitFor();
  expect(await page.getByLabel('Period').inputValue()).toBe('7');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page);
  await keepScreenshot(page, 'leaderboard-dark');
  expectQuiet(tab);
});

test('answers are rated one by one by keyboard, skipped, corrected, and the last step is undone', async () => {
  await record('queue third', 'queue second', 'queue first');
  await using tab = await openArena('/queue?text=queue');
  const { page } = tab;
  const { keyboard } = page;
  await page.getByText('1 of 3').waitFor();
  await expectAccessible(page);
  await keepScreenshot(page, 'queue-light');
  await keyboard.press('g');
  await keyboard.press('4');
  await keyboard.press('c');
  await keyboard.type('good and short');
  await keyboard.press('Control+Enter');
  await page.getByText('2 of 3').waitFor();
  expect(await ratingsOf('queue first')).toMatchObject([{ thumb: 'up', score: 4, comment: 'good and short' }]);
  await keyboard.press('Enter');
  await page.getByText('Say something of the answer first').waitFor();
  await keyboard.press('s');
  await page.getByText('3 of 3').waitFor();
  await page.getByText('1 rated, 1 skipped').waitFor();
  await keyboard.press('u');
  await page.getByText('2 of 3').waitFor();
  await keyboard.press('b');
  await keyboard.press('Enter');
  await page.getByText('2 rated, 0 skipped').waitFor();
  await keyboard.press('u');
  await page.getByText('1 rated, 0 skipped').waitFor();
  expect(await page.getByRole('button', { name: 'Bad' }).getAttribute('aria-pressed')).toBe('true');
  expect(await ratingsOf('queue second')).toMatchObject([{ thumb: 'down' }, { thumb: null, withdrawn: ['thumb'] }]);
  await keyboard.press('b');
  await keyboard.press('e');
  await keyboard.press('End');
  await keyboard.type(', twice');
  await keyboard.press('Control+Enter');
  await page.getByText('3 of 3').waitFor();
  expect((await ratingsOf('queue second')).at(-1)).toMatchObject({
    thumb: null,
    correction: 'You said: queue second, twice',
  });
  await page.reload();
  await page.getByText('1 of 1').waitFor();
  await page.getByLabel('Go on at once after Good or Bad').check();
  await page.getByRole('button', { name: 'Good' }).click();
  await page.getByRole('button', { name: 'Look for more' }).waitFor();
  await expectAccessible(page);
  await keepScreenshot(page, 'queue-done');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('1 of 1').waitFor();
  await page.getByRole('button', { name: 'Good' }).waitFor();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page);
  await keepScreenshot(page, 'queue-dark');
  expectQuiet(tab);
});

test('on a phone all three parts fit, and what is touched is large', async () => {
  const viewport = { width: 360, height: 740 };
  await record('phone please');
  await using tab = await openArena(ofAdapter, { viewport, hasTouch: true, isMobile: true });
  const { page } = tab;
  const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  await question(tab).fill('rich please');
  await page.getByRole('button', { name: 'Ask both' }).tap();
  await choices(tab).waitFor();
  expect(await page.evaluate(overflow)).toBe(0);
  expect((await choices(tab).getByRole('button', { name: 'A is better' }).boundingBox())!.height).toBeGreaterThan(40);
  await expectAccessible(page);
  await keepScreenshot(page, 'compare-phone');
  await choices(tab).getByRole('button', { name: 'B is better' }).tap();
  await page.getByText('You prefer B.').waitFor();
  await page.getByRole('link', { name: 'Queue' }).tap();
  await page.getByRole('button', { name: 'Save and go on' }).waitFor();
  expect(await page.evaluate(overflow)).toBe(0);
  await expectAccessible(page);
  await keepScreenshot(page, 'queue-phone');
  await page.getByRole('navigation', { name: 'Parts' }).getByRole('link', { name: 'Leaderboard' }).tap();
  await page.getByRole('rowheader').first().waitFor();
  expect(await page.evaluate(overflow)).toBe(0);
  await keepScreenshot(page, 'leaderboard-phone');
  expectQuiet(tab);
});
