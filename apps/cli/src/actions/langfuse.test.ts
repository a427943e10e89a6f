import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { importData } from './import.ts';
import { pullFromLangfuse, pushToLangfuse } from './langfuse.ts';

let folder: string;
let server: Server;
let asked: { name: string; body: unknown }[];
let printed: string;
let said: string;

/** What the commands need of Langfuse; everything else is not there. */
const answers: Record<string, unknown> = {
  'POST v2/datasets': { id: 'd1', name: 'evals' },
  'POST dataset-items': { id: 'i1' },
  'GET v3/scores': { data: [], meta: { limit: 100 } },
  'GET v2/datasets/evals': { id: 'd1', name: 'evals' },
  'GET dataset-items': {
    data: [
      {
        id: 'theirs',
        status: 'ACTIVE',
        input: 'Why?',
        expectedOutput: 'So.',
        createdAt: '2026-01-01T00:00:00Z',
        updatedAt: '2026-01-01T00:00:00Z',
      },
    ],
    meta: { page: 1, limit: 100, totalItems: 1, totalPages: 1 },
  },
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-langfuse-'));
  asked = [];
  printed = '';
  said = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => ((printed += String(chunk)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => ((said += String(chunk)), true));
  server = createServer((request, response) => {
    void (async () => {
      const body = await text(request);
      const path = new URL(request.url ?? '', 'http://x').pathname.replace('/api/public/', '');
      const name = `${request.method ?? ''} ${path}`;
      asked.push({ name, body: body === '' ? undefined : JSON.parse(body) });
      response.writeHead(name in answers ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answers[name] ?? { message: 'Not found' }));
    })();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  vi.stubEnv('LANGFUSE_BASE_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('LANGFUSE_API_KEY', 'pk-lf-1:sk-lf-1');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

test('what was rated is pushed as a data set', async () => {
  const file = join(folder, 'rows.jsonl');
  const row = {
    messages: [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello!' },
    ],
  };
  await writeFile(file, JSON.stringify(row));
  const data = { data: join(folder, 'data') };
  await importData(file, { ...data, json: false });
  said = '';
  await pushToLangfuse('evals', { ...data, where: ['rating=up'], description: 'Ours' });
  expect(said).toContain('evals: 1 items written, 1 with an expected output, of 1 interactions.');
  expect(asked[0]).toEqual({ name: 'POST v2/datasets', body: { name: 'evals', description: 'Ours' } });
  expect(asked.at(-1)).toMatchObject({
    name: 'POST dataset-items',
    body: { input: [{ role: 'user', content: 'Hi' }], expectedOutput: { role: 'assistant', content: 'Hello!' } },
  });
});

test('data sets and scores are pulled, and counted', async () => {
  const data = { data: join(folder, 'data') };
  await pullFromLangfuse({ ...data, dataset: 'evals', as: 'people' });
  expect(said).toContain('evals: 1 interaction, 1 rating added of 1 items; 0 known already.');
  await pullFromLangfuse({ ...data, dataset: 'evals', as: 'people', json: true });
  expect(JSON.parse(printed)).toMatchObject({ dataset: 'evals', added: {}, known: 2 });
  await pullFromLangfuse({ ...data, since: '2026-01-31' });
  expect(said).toContain('0 ratings added of 0 scores');
});

test('it is told which settings are missing', async () => {
  vi.stubEnv('LANGFUSE_BASE_URL', '');
  const pulling = pullFromLangfuse({ data: join(folder, 'data') });
  await expect(pulling).rejects.toThrow('Set LANGFUSE_BASE_URL; the keys');
  expect(asked).toEqual([]);
});
