/** How smooth the chat page is: tasks of its main thread in a long conversation and while a fast stream comes in. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { programArguments, wholeNumber } from '../arguments.ts';
import { machineDescription } from '../machine.ts';
import { percentile } from '../statistics.ts';
import { markdownTable } from '../table.ts';
import { mainThreadTasks, type Task } from './main-thread.ts';
import { answers, longConversation } from './written-text.ts';

const usage = `Usage: npm run benchmark:web -- [--chromium /usr/bin/chromium] [--messages 5000] [--tokens-per-second 300]
       [--seconds 20] [--only NAME]

Builds nothing: run "npm run build -w apps/web" before. NAME: ${['open', ...Object.keys(answers)].join(', ')}.`;
const values = programArguments(usage, {
  chromium: { type: 'string' },
  messages: { type: 'string' },
  'tokens-per-second': { type: 'string' },
  seconds: { type: 'string' },
  only: { type: 'string' },
});
const messages = wholeNumber('messages', values.messages, 5000);
const tokensPerSecond = wholeNumber('tokens-per-second', values['tokens-per-second'], 300);
const seconds = wholeNumber('seconds', values.seconds, 20);
const isWanted = (name: string): boolean => values.only === undefined || values.only === name;

const folder = await mkdtemp(join(tmpdir(), 'tuneloop-benchmark-'));
const server = fork(fileURLToPath(new URL('scripted-worker.ts', import.meta.url)), [folder, String(tokensPerSecond)], {
  execArgv: ['--conditions=@tuneloop/source'],
});
const url = String((await once(server, 'message'))[0]);
const browser = await chromium.launch({
  executablePath: values.chromium ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});

async function openPage(path: string): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  page.setDefaultTimeout(120_000);
  // A person would have set this to get an answer of that length.
  const settings = JSON.stringify({ max_tokens: tokensPerSecond * seconds, tools: false });
  await page.addInitScript(`localStorage.setItem('tuneloop-chat-settings', ${JSON.stringify(settings)})`);
  await page.goto(`${url}/${path}`);
  await page.getByLabel('Message', { exact: true }).waitFor();
  return page;
}

async function weigh(page: Page): Promise<{ heapMiB: number; nodes: number; mounted: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  const metric = (name: string): number => metrics.find((entry) => entry.name === name)?.value ?? Number.NaN;
  return {
    heapMiB: metric('JSHeapUsedSize') / 2 ** 20,
    nodes: await page.evaluate<number>('document.querySelectorAll("*").length'),
    mounted: await page.locator('article').count(),
  };
}

const rows: (string | number)[][] = [];

async function record(name: string, page: Page, work: () => Promise<string | void>): Promise<void> {
  let note: string | void = '';
  const tasks = await mainThreadTasks(browser, page, async () => {
    note = await work();
  });
  // The browser's own bookkeeping, by the thousand, would push every percentile to nothing.
  const felt = tasks.filter(({ wall }) => wall >= 1);
  const share = (of: keyof Task, part: number): number =>
    percentile(
      felt.map((task) => task[of]),
      part,
    );
  const { heapMiB, nodes, mounted } = await weigh(page);
  rows.push([
    note ? `${name} (${note})` : name,
    felt.length,
    share('wall', 0.5),
    share('wall', 0.95),
    share('cpu', 0.95),
    share('wall', 1),
    felt.filter(({ wall }) => wall > 50).length,
    heapMiB,
    nodes,
    mounted,
  ]);
}

async function ask(page: Page, question: string): Promise<void> {
  await page.getByLabel('Message', { exact: true }).fill(question);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('button', { name: 'Stop' }).waitFor();
  await page.getByRole('button', { name: 'Send' }).waitFor();
}

if (isWanted('open')) {
  const body = JSON.stringify({ id: 'long', title: 'Long', messages: longConversation(messages) });
  const headers = { 'content-type': 'application/json' };
  const made = await fetch(`${url}/lab/conversations`, { method: 'POST', headers, body });
  if (!made.ok) throw new Error(`The conversation was not made: ${made.status} ${await made.text()}`);
  const readAt = performance.now();
  const read = await (await fetch(`${url}/lab/conversations/long`)).arrayBuffer();
  const readNote = `${(read.byteLength / 2 ** 20).toFixed(1)} MiB from the server in ${Math.round(performance.now() - readAt)} ms`;
  const page = await openPage('#/');
  const last = page.getByText(`Answer ${Math.floor(messages / 2) - 1}.`, { exact: true });
  await record(`${messages} messages: open`, page, async () => {
    const openedAt = performance.now();
    await page.getByRole('link', { name: 'Long', exact: true }).click();
    await last.waitFor();
    const took = Math.round(performance.now() - openedAt);
    // What comes behind what is seen is work too.
    await page.waitForTimeout(1500);
    return `${took} ms; ${readNote}`;
  });
  await record(`${messages} messages: scroll`, page, async () => {
    await page.getByRole('log').hover();
    for (let step = 0; step < 100; step++) {
      await page.mouse.wheel(0, step < 60 ? -600 : 600);
      await page.waitForTimeout(30);
    }
  });
  await record(`${messages} messages: to the beginning and the end`, page, async () => {
    await page.getByRole('log').press('Home');
    await page.getByText('Question 0: what of it?').waitFor();
    await page.getByRole('log').press('End');
    await last.waitFor();
  });
  await record(`${messages} messages: ask`, page, () => ask(page, 'hello'));
  await page.context().close();
}

for (const name of Object.keys(answers)) {
  if (!isWanted(name)) continue;
  const page = await openPage('#/');
  await record(`stream: ${name}`, page, async () => {
    await ask(page, name);
    return (await page.locator('.facts').last().textContent())?.split(' · ').slice(0, 2).join(', ') ?? '';
  });
  await page.context().close();
}

await browser.close();
server.disconnect();
await once(server, 'exit');
await rm(folder, { recursive: true, force: true });
console.log(`\n${machineDescription()}; up to ${tokensPerSecond} tokens/s for ${seconds} s\n`);
console.log(
  markdownTable(
    [
      '',
      'tasks over 1 ms',
      'p50 ms',
      'p95 ms',
      'p95 ms computed',
      'max ms',
      'over 50 ms',
      'heap MiB',
      'elements',
      'messages drawn',
    ],
    rows,
  ),
);
