import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createTestPlatform, eventually } from '../../test/test-platform.ts';

const json = async (response: Response): Promise<Record<string, unknown>> =>
  (await response.json()) as Record<string, unknown>;

const post = (url: string, body: unknown): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

test('what was rated is exported as training data, downloaded, and removed', async () => {
  await using server = await createTestPlatform();
  const { url } = await server.platform.listen();
  const messages = [{ role: 'user', content: 'Hi' }];
  const ids: unknown[] = [];
  for (let count = 0; count < 3; count++) ids.push((await json(await post(`${url}/chat`, { messages })))['id']);
  await post(`${url}/v1/interactions/${String(ids[0])}/ratings`, { thumb: 'up' });
  await post(`${url}/v1/interactions/${String(ids[1])}/ratings`, { thumb: 'down', correction: 'Hello!' });

  const wanted = { format: 'sft', where: { rating: 'any' } };
  const preview = await json(await post(`${url}/v1/exports/preview`, { ...wanted, limit: 1 }));
  expect(preview).toMatchObject({ rows: 2, interactions: 2, left_out: {}, complete: true });
  const { id } = await json(await post(`${url}/v1/exports`, wanted));
  const path = `${url}/v1/exports/${String(id)}`;
  await eventually(async () => (await json(await fetch(path)))['status'] === 'succeeded');
  const { result } = await json(await fetch(path));
  expect(result).toMatchObject({ format: 'sft', rows: 2, interactions: 2, files: [{ name: 'sft.jsonl', rows: 2 }] });
  expect(JSON.stringify(result)).not.toContain(server.folder);
  const rows = (await (await fetch(`${path}/file`)).text()).trim().split('\n');
  expect(rows.map((row) => (JSON.parse(row) as { messages: object[] }).messages.at(-1))).toMatchObject([
    { role: 'assistant', content: 'Hello from the script.' },
    { role: 'assistant', content: 'Hello!' },
  ]);
  const manifest = await fetch(`${path}/file?name=sft.jsonl.manifest.json`);
  expect(await manifest.json()).toMatchObject({ sources: { 'sft.jsonl': [[ids[0]], [ids[1]]] } });
  expect((await fetch(`${path}/file?name=..%2F..%2Fstore.sqlite`)).status).toBe(404);

  expect(preview['files']).toMatchObject([
    { rows: 2, first: [{ row: JSON.parse(rows[0]!) as object, sources: [ids[0]] }] },
  ]);

  expect(await json(await fetch(`${url}/v1/exports`))).toMatchObject({ data: [{ id }], has_more: false });
  expect((await fetch(path, { method: 'DELETE' })).status).toBe(200);
  expect(await json(await fetch(`${url}/v1/exports`))).toMatchObject({ data: [] });
  expect((await fetch(`${path}/file`)).status).toBe(404);
  expect(await readdir(join(server.folder, 'exports'))).toEqual([]);
});

test('settings that cannot be are refused at once, and other jobs are no exports', async () => {
  await using server = await createTestPlatform();
  const { url } = await server.platform.listen();
  const refused = await post(`${url}/v1/exports`, { format: 'parquet' });
  expect(refused.status).toBe(400);
  expect(JSON.stringify(await refused.json())).toContain('format');
  expect((await post(`${url}/v1/exports/preview`, { format: 'parquet' })).status).toBe(400);
  const body = { kind: 'download', input: { model: 'scripted' } };
  const { id } = await json(await post(`${url}/v1/jobs`, body));
  expect((await fetch(`${url}/v1/exports/${String(id)}`)).status).toBe(404);
});

test('statistics tell which draft people prefer, and how far they agree', async () => {
  await using server = await createTestPlatform();
  const { url } = await server.platform.listen();
  const messages = [{ role: 'user', content: 'Hi' }];
  const { id } = await json(await post(`${url}/v1/chat/completions`, { messages }));
  for (const author of ['ann', 'ben']) {
    await post(`${url}/v1/interactions/${String(id)}/ratings`, { thumb: 'up', author });
  }
  const statistics = await json(await fetch(`${url}/v1/statistics`));
  expect(statistics).toMatchObject({
    agreement: { thumbs: { items: 1, values: 2, alpha: null } },
    authors: [{ authors: ['ann', 'ben'], items: 1 }],
    contestants: [],
  });
  const later = await json(await fetch(`${url}/v1/statistics?since=2099-01-01`));
  expect(later).toMatchObject({ agreement: { thumbs: { items: 0 } } });
});
