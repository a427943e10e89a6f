import { afterAll, expect, onTestFinished, test } from 'vitest';
import { CliSandbox } from '../../test/run-cli.ts';
import { startScriptedServer, type ScriptedServer } from '../../test/scripted-server.ts';
import { fit } from './fit.ts';
import { formatFrame } from './frame.ts';
import { PrometheusSamples } from './prometheus-samples.ts';
import type { ServerFigures } from './read-figures.ts';
import { summarize, type Summary } from './summary.ts';

const sandbox = new CliSandbox();
afterAll(() => sandbox[Symbol.dispose]());

async function serve(): Promise<ScriptedServer> {
  const server = await startScriptedServer(sandbox.folder, { replies: 'Hello from the script.' });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

async function ask(url: string): Promise<void> {
  const body = JSON.stringify({ messages: [{ role: 'user', content: 'xylophone' }] });
  await (
    await fetch(`${url}/v1/chat/completions`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  ).text();
}

test('one picture of a running server, as text and as JSON', async () => {
  const { url } = await serve();
  await ask(url);
  const { code, stdout, stderr } = await sandbox.call(['top', '--once', '--url', url]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^tuneloop \d\S*  http:\S+  up \S+ (?:ms|s)  ready\nrequests {2}/);
  expect(stdout).toMatch(/\nMODEL +SLOTS +QUEUE .*\nscripted +0\/4 +0\/64 /);
  expect(stdout).not.toContain('\u001b');
  const json = await sandbox.call(['top', '--json', '--url', url]);
  expect(JSON.parse(json.stdout)).toMatchObject({
    ready: true,
    requests: { errors: {} },
    models: [{ id: 'scripted', active: 0, slots: 4, restarts: 0 }],
    jobs: [],
  });
});

test('a key with the scope metrics shows no jobs and warnings; none shows nothing', async () => {
  const { url, platform } = await serve();
  const { key } = await platform.keys.create({ name: 'prometheus', scopes: ['metrics'] });
  const shown = await sandbox.call(['top', '--json', '--url', url], { env: { OPENAI_API_KEY: key } });
  expect(JSON.parse(shown.stdout)).toMatchObject({ ready: true, jobs: [], warnings: null });
  const chat = await platform.keys.create({ name: 'chat', scopes: ['chat'] });
  const refused = await sandbox.call(['top', '--once', '--url', url], { env: { OPENAI_API_KEY: chat.key } });
  expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('scope') });
  const away = await sandbox.call(['top', '--once', '--url', 'http://127.0.0.1:9']);
  expect(away).toMatchObject({ code: 1, stderr: expect.stringContaining('No server answers') });
});

test('a warning says which request it is of', () => {
  const line = { object: 'log.line' as const, position: 1, time: '2026-11-22T09:00:00.000Z', request_id: null };
  const details = { method: 'GET', path: '/health/ready', status: 503, milliseconds: 6 };
  const now = { ...figures(0, 10, ''), warnings: [{ ...line, level: 'warn' as const, message: 'request', details }] };
  expect(summarize(now, undefined).warnings).toEqual([
    { time: line.time, level: 'warn', message: 'request GET /health/ready 503' },
  ]);
});

function figures(at: number, seconds: number, text: string): ServerFigures {
  const totals = {
    seconds,
    generations: 0,
    failed_generations: 0,
    prompt_tokens: 0,
    cached_prompt_tokens: 0,
    generated_tokens: 0,
    tool_calls: 0,
    model_loads: 0,
    adapter_swaps: 0,
  };
  const model = { engine: 'llama.cpp', slots: 4, queue_limit: 64, kv_cache: null, memory_bytes: 2e9 };
  return {
    at,
    samples: new PrometheusSamples(text),
    overview: {
      object: 'metrics',
      interval_seconds: 3,
      samples: [],
      models: [
        { ...model, id: 'idle', active_requests: 0, queued_requests: 0 },
        { ...model, id: 'busy', active_requests: 4, queued_requests: 9 },
      ],
      gpus: [],
      memory: { total_bytes: 24e9, free_bytes: 6e9 },
      disks: [{ folder: 'data', total_bytes: 1e12, free_bytes: 4e11 }],
      totals,
    },
  };
}

const requests = (status: string, count: number): string =>
  `tuneloop_http_requests_total{method="POST",route="/v1/chat/completions",status="${status}"} ${count}\n`;

test('rates are of the time between two readings, and a restart begins anew', () => {
  const before = figures(1000, 100, requests('200', 10) + requests('500', 1));
  const text = `${requests('200', 26)}${requests('500', 2)}${requests('429', 3)}tuneloop_generated_tokens_total{model="busy"} 40\n`;
  const now = summarize(figures(3000, 102, text), before);
  expect(now.requests).toMatchObject({ per_second: 10, failed: 1 / 20, refused: 3 / 20 });
  expect(now.models).toMatchObject([
    { id: 'busy', tokens_per_second: 20 },
    { id: 'idle', tokens_per_second: 0 },
  ]);
  const restarted = summarize(figures(5000, 2, requests('200', 4)), before);
  expect(restarted.requests.per_second).toBe(2);
});

test('labels are read as they were written', () => {
  const samples = new PrometheusSamples(
    '# HELP a b\na{model="say \\"hi\\", {x}\\n\\\\",status="ok"} 2\na 1\nnonsense\n',
  );
  expect([...samples.by('a', 'model')]).toEqual([
    ['say "hi", {x}\n\\', 2],
    ['', 1],
  ]);
  expect(samples.sum('a')).toBe(3);
});

test('a picture fits its terminal whatever the server sends, and colours only where they are wanted', () => {
  const hostile = '\u001b[31m日本'.repeat(60);
  const summary: Summary = {
    ...summarize(figures(0, 10, ''), undefined),
    jobs: [{ id: 'job_1', kind: 'download', status: 'running', progress: 0.5, message: hostile }],
    warnings: Array.from({ length: 50 }, (_, index) => ({
      time: '2026-11-22T09:00:00.000Z',
      level: index % 2 === 0 ? 'warn' : 'error',
      message: `line ${index} ${hostile}`,
    })),
  };
  for (const columns of [40, 80, 200]) {
    const lines = formatFrame(summary, { address: 'http://x/v1', columns, rows: 24, styled: false });
    expect(lines.length).toBe(24);
    expect(lines.at(-1)).toContain('line 49');
    for (const line of lines) {
      const width = Array.from(line).reduce((sum, character) => sum + (character.codePointAt(0)! >= 0x2e80 ? 2 : 1), 0);
      expect(width, line).toBeLessThanOrEqual(columns);
      expect(line).not.toContain('\u001b');
    }
  }
  const away = formatFrame(summary, {
    address: 'x',
    columns: 80,
    rows: 24,
    styled: true,
    problem: 'No server answers',
  });
  expect(away[1]).toBe('\u001b[31mNo server answers\u001b[39m');
  expect(formatFrame(undefined, { address: 'x', columns: 80, styled: false })[1]).toContain('waiting');
});

test('what is cut off is marked', () => {
  expect(fit('short', 5)).toBe('short');
  expect(fit('too long', 5)).toBe('too …');
  expect(fit('日本語です', 6)).toBe('日本…');
  expect(fit('two\nlines\u001b]0;x\u0007', 20)).toBe('two lines');
});
