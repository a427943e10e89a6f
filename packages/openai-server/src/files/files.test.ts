import { once } from 'node:events';
import OpenAI, { toFile } from 'openai';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createMemoryFiles, type MemoryFiles } from '../../test/memory-files.ts';
import { startServer, type TestServer } from '../../test/start-server.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { FileWire } from './file-wire.ts';

const keys: Authenticator = (token) => ({ id: token, scopes: token === 'root' ? ['admin'] : ['train'] });

interface Rig {
  files: MemoryFiles;
  server: TestServer;
  client(apiKey?: string): OpenAI;
  upload(form: FormData): Promise<Response>;
}

async function start(
  options: { authenticate?: Authenticator; diskBytes?: number; fileBytes?: number } = {},
): Promise<Rig> {
  const { authenticate, diskBytes, fileBytes } = options;
  const files = createMemoryFiles({ ...(diskBytes !== undefined && { diskBytes }) });
  const server = await startServer({ files, authenticate, limits: { fileBytes } });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return {
    files,
    server,
    client: (apiKey = 'none') => new OpenAI({ baseURL: `${server.url}/v1`, apiKey, maxRetries: 0 }),
    upload: (body) => fetch(`${server.url}/v1/files`, { method: 'POST', body }),
  };
}

function form(entries: Record<string, string | Blob>): FormData {
  const body = new FormData();
  for (const [name, value] of Object.entries(entries)) body.append(name, value);
  return body;
}

const rows = '{"messages":[]}\n'.repeat(1000);

test('the official client uploads, lists, reads and deletes', async () => {
  const { client } = await start();
  const { files } = client();
  const file = await files.create({
    file: await toFile(Buffer.from(rows), 'größe.jsonl'),
    purpose: 'fine-tune',
    expires_after: { anchor: 'created_at', seconds: 3600 },
  });
  expect(file).toEqual({
    id: 'file-1',
    object: 'file',
    bytes: rows.length,
    created_at: 1_795_219_200,
    expires_at: 1_797_811_200,
    filename: 'größe.jsonl',
    purpose: 'fine-tune',
    status: 'processed',
    status_details: null,
  });
  expect(await files.retrieve(file.id)).toEqual(file);
  expect(await (await files.content(file.id)).text()).toBe(rows);
  for (const purpose of ['evals', 'user_data'] as const) {
    await files.create({ file: await toFile(Buffer.from('x'), 'x.txt'), purpose });
  }
  const ids: string[] = [];
  for await (const { id } of files.list({ limit: 2 })) ids.push(id);
  expect(ids).toEqual(['file-3', 'file-2', 'file-1']);
  const { data } = await files.list({ order: 'asc', purpose: 'evals' });
  expect(data.map(({ id }) => id)).toEqual(['file-2']);
  expect(await files.delete(file.id)).toEqual({ id: file.id, object: 'file', deleted: true });
  await expect(files.retrieve(file.id)).rejects.toMatchObject({ status: 404 });
});

test('what a file is called does not decide how it is shown', async () => {
  const { files, server } = await start();
  const { id } = files.add('<script>alert(1)</script>', { filename: 'page.html' });
  const answer = await fetch(`${server.url}/v1/files/${id}/content`);
  expect(answer.headers.get('content-type')).toBe('application/octet-stream');
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename=page.html');
  await answer.text();
});

test('wrong training data is kept with what is wrong with it', async () => {
  const { files, client } = await start();
  const { id } = files.add('x', { problem: 'Line 1: it is not JSON.' } as object);
  expect(await client().files.retrieve(id)).toMatchObject({
    status: 'error',
    status_details: 'Line 1: it is not JSON.',
  });
});

const blob = new Blob([rows]);

test.each([
  ['no file', { purpose: 'fine-tune' }, 400, 'file'],
  ['no purpose', { file: blob }, 400, 'purpose'],
  ['another purpose', { file: blob, purpose: 'fun' }, 400, 'purpose'],
  ['results, which only jobs make', { file: blob, purpose: 'fine-tune-results' }, 400, 'purpose'],
  ['an unknown field', { file: blob, purpose: 'evals', colour: 'red' }, 400, 'colour'],
  ['a second file', { file: blob, purpose: 'evals', other: blob }, 400, 'other'],
  [
    'a short expiry',
    { file: blob, purpose: 'evals', 'expires_after[anchor]': 'created_at', 'expires_after[seconds]': '5' },
    400,
    'expires_after.seconds',
  ],
] as const)('%s is refused, and nothing is left', async (_, entries, status, param) => {
  const { files, upload } = await start();
  const answer = await upload(form(entries));
  expect([answer.status, await answer.json()]).toMatchObject([status, { error: { param } }]);
  await vi.waitFor(() => expect([files.contents.size, files.staged()]).toEqual([0, 0]));
});

test.each([
  ['announced', 200_000],
  ['found on the way', 20_000],
])('a file that is too large, %s, gets 413', async (_, bytes) => {
  const { files, upload, client } = await start({ fileBytes: 10_000 });
  const answer = await upload(form({ purpose: 'evals', file: new Blob([Buffer.alloc(bytes)]) }));
  expect([answer.status, await answer.json()]).toMatchObject([413, { error: { code: 'body_too_large' } }]);
  expect([files.contents.size, files.staged()]).toEqual([0, 0]);
  const file = await toFile(Buffer.alloc(10_000 - 1), 'x');
  expect(await client().files.create({ file, purpose: 'evals' })).toMatchObject({ bytes: 9_999 });
});

test('a full disk says so, to a client that is still sending', async () => {
  const { upload } = await start({ diskBytes: 10 });
  const answer = await upload(form({ file: new Blob([Buffer.alloc(1_000_000)]), purpose: 'evals' }));
  expect([answer.status, await answer.json()]).toMatchObject([503, { error: { code: 'resource_exhausted' } }]);
});

test.each([
  ['application/json', '{}', 415],
  ['multipart/form-data', 'x', 415],
  ['multipart/form-data; boundary=', 'x', 400],
  ['multipart/form-data; boundary=a', '--a\r\nbroken', 400],
  [
    'multipart/form-data; boundary=a',
    '--a\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\nhalf of it',
    400,
  ],
])('a body of %s: %j', async (type, body, status) => {
  const { files, server } = await start();
  const answer = await fetch(`${server.url}/v1/files`, { method: 'POST', headers: { 'content-type': type }, body });
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
  await vi.waitFor(() => expect(files.staged()).toBe(0));
});

test('a client that goes away in the middle leaves nothing', async () => {
  const { files, server, client } = await start();
  const socket = server.socket();
  const head = 'POST /v1/files HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=a\r\n';
  socket.write(
    `${head}Content-Length: 100000\r\n\r\n--a\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\nab`,
  );
  await once(socket, 'connect');
  await new Promise((resolve) => setTimeout(resolve, 20));
  socket.destroy();
  const file = await toFile(Buffer.from('x'), 'x');
  expect(await client().files.create({ file, purpose: 'evals' })).toMatchObject({ id: 'file-1' });
  await vi.waitFor(() => expect(files.staged()).toBe(0));
});

test('a key sees its own files alone, one with admin all; another scope none', async () => {
  const { files, client, server } = await start({ authenticate: keys });
  const { id } = await client('ada').files.create({ file: await toFile(Buffer.from('x'), 'x'), purpose: 'evals' });
  expect((await files.get(id)).owner).toBe('ada');
  const seen = async (key: string): Promise<FileWire[]> => (await client(key).files.list()).data as FileWire[];
  expect([await seen('ada'), await seen('bob'), await seen('root')].map(({ length }) => length)).toEqual([1, 0, 1]);
  await expect(client('bob').files.retrieve(id)).rejects.toMatchObject({ status: 404 });
  await expect(client('bob').files.content(id)).rejects.toMatchObject({ status: 404 });
  await expect(client('bob').files.delete(id)).rejects.toMatchObject({ status: 404 });
  expect((await fetch(`${server.url}/v1/files`)).status).toBe(401);
});

test('a key without the scope is refused', async () => {
  const { client } = await start({ authenticate: (token) => ({ id: token, scopes: ['chat'] }) });
  await expect(client('ada').files.list()).rejects.toMatchObject({ status: 403 });
});
