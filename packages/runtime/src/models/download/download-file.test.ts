import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProgressEvent } from '@tuneloop/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  modelBytes,
  serveContent,
  sha256Of,
  startServer,
  type ServeOptions,
  type TestServer,
} from '../../../test/download/range-server.ts';
import { localDisk, type Disk } from './disk.ts';
import { downloadFile, type DownloadOptions } from './download-file.ts';
import { createHttpClient, type HttpClient } from './http-client.ts';

const content = modelBytes(1_000_000);
const sha256 = sha256Of(content);
const etag = '"v1"';

let folder: string;
let destination: string;
let client: HttpClient;
let server: TestServer;
/** Bytes that the download under way has told of. */
let taken = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-download-'));
  destination = join(folder, 'deep', 'model.gguf');
  client = createHttpClient();
  server = await startServer((request, response) => serveContent(request, response, content, { etag }));
});

afterEach(async () => {
  await client.close();
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function download(options: Partial<DownloadOptions> = {}): ReturnType<typeof downloadFile> {
  const url = `${server.url}/model.gguf`;
  const onProgress = (event: ProgressEvent): void => {
    taken = event.completed;
    options.onProgress?.(event);
  };
  taken = 0;
  return downloadFile({ url, destination, client, disk: localDisk, retryDelayMs: 1, ...options, onProgress });
}

const broken = (breakAfter: number): ServeOptions => ({ etag, breakAfter, taken: () => taken });

const files = (): Promise<string[]> => readdir(join(folder, 'deep'));

/** Breaks the first answer off after `bytes`, and lets the caller give up there. */
async function leavePartial(bytes: number, options: Partial<DownloadOptions> = {}): Promise<void> {
  const { handler } = server;
  server.handler = (request, response) => serveContent(request, response, content, broken(bytes));
  await expect(download({ attempts: 1, ...options })).rejects.toMatchObject({
    code: 'UPSTREAM_FAILED',
    retryable: true,
  });
  server.handler = handler;
  server.requests.length = 0;
}

describe('a whole download', () => {
  it('writes the file under its name alone, and tells progress, size and SHA-256', async () => {
    const events: ProgressEvent[] = [];
    const result = await download({ onProgress: (event) => events.push(event), label: 'model' });
    expect(result).toEqual({ sizeBytes: content.length, sha256 });
    expect(await readFile(destination)).toEqual(content);
    expect(await files()).toEqual(['model.gguf']);
    expect(events[0]).toEqual({ phase: 'download', completed: 0, total: content.length, label: 'model' });
    expect(events.at(-1)).toMatchObject({ completed: content.length });
  });

  it('works without a length', async () => {
    server.handler = (_, response) => void response.end(content);
    await expect(download()).resolves.toEqual({ sizeBytes: content.length, sha256 });
  });

  it.each([
    ['the wrong SHA-256', { sha256: 'a'.repeat(64) }, /wrong SHA-256.*removed; try again/],
    ['the wrong size', { sizeBytes: 17 }, /1000000 bytes long instead of 17/],
  ])('removes a file with %s', async (_, expected, message) => {
    await expect(download(expected)).rejects.toMatchObject({
      code: 'UPSTREAM_FAILED',
      retryable: false,
      message: expect.stringMatching(message),
    });
    expect((await files()).filter((name) => !name.startsWith('model.gguf.partial'))).toEqual([]);
  });

  it('removes a file whose content is refused', async () => {
    const refused = new Error('a page, not a model');
    await expect(download({ assertContent: () => Promise.reject(refused) })).rejects.toThrow('a page, not a model');
    expect(await files()).toEqual([]);
  });
});

describe('continuing', () => {
  it('asks for the rest only, if it is of the same content', async () => {
    await leavePartial(300_000);
    await expect(download()).resolves.toEqual({ sizeBytes: content.length, sha256 });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]?.headers).toMatchObject({ range: 'bytes=300000-', 'if-range': etag });
    expect(await readFile(destination)).toEqual(content);
  });

  it('starts anew when the content has changed', async () => {
    await leavePartial(300_000);
    const changed = modelBytes(900_000, 2);
    server.handler = (request, response) => serveContent(request, response, changed, { etag: '"v2"' });
    await expect(download()).resolves.toEqual({ sizeBytes: changed.length, sha256: sha256Of(changed) });
  });

  it('starts anew when a server that ignores If-Range tells another ETag', async () => {
    await leavePartial(300_000);
    const changed = modelBytes(900_000, 2);
    server.handler = (request, response) => {
      delete request.headers['if-range'];
      return serveContent(request, response, changed, { etag: '"v2"' });
    };
    await expect(download()).resolves.toEqual({ sizeBytes: changed.length, sha256: sha256Of(changed) });
  });

  it('starts anew when the server knows no ranges', async () => {
    await leavePartial(300_000);
    server.handler = (request, response) => {
      delete request.headers.range;
      return serveContent(request, response, content, { etag });
    };
    await expect(download()).resolves.toEqual({ sizeBytes: content.length, sha256 });
  });

  it('starts anew without an ETag, unless the SHA-256 is known', async () => {
    server.handler = (request, response) => serveContent(request, response, content);
    const { handler } = server;
    server.handler = (request, response) =>
      serveContent(request, response, content, { ...broken(300_000), etag: undefined });
    await expect(download({ attempts: 1 })).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
    server.handler = handler;
    server.requests.length = 0;
    await download();
    expect(server.requests.map(({ headers }) => headers.range)).toEqual([undefined]);

    await rm(destination);
    server.handler = (request, response) =>
      serveContent(request, response, content, { ...broken(300_000), etag: undefined });
    await expect(download({ attempts: 1, sha256 })).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
    server.handler = handler;
    server.requests.length = 0;
    await expect(download({ sha256 })).resolves.toEqual({ sizeBytes: content.length, sha256 });
    expect(server.requests.map(({ headers }) => headers.range)).toEqual(['bytes=300000-']);
  });

  it('finds out by the SHA-256 when what was there is damaged', async () => {
    await leavePartial(300_000, { sha256 });
    await writeFile(`${destination}.partial`, Buffer.alloc(300_000));
    await expect(download({ sha256 })).rejects.toMatchObject({ message: expect.stringContaining('wrong SHA-256') });
    await expect(download({ sha256 })).resolves.toMatchObject({ sha256 });
  });

  it('needs no request when everything is there already', async () => {
    await leavePartial(300_000);
    await writeFile(`${destination}.partial`, content);
    await expect(download()).resolves.toEqual({ sizeBytes: content.length, sha256 });
    expect(server.requests).toEqual([]);
  });
});

describe('failures', () => {
  it('tries again after errors of the server and broken connections', async () => {
    let tries = 0;
    server.handler = async (request, response) => {
      tries += 1;
      if (tries === 1) response.writeHead(503, { 'retry-after': '0' }).end();
      else if (tries < 5) await serveContent(request, response, content, broken(100_000));
      else await serveContent(request, response, content, { etag });
    };
    await expect(download({ attempts: 2 })).resolves.toEqual({ sizeBytes: content.length, sha256 });
    expect(server.requests.map(({ headers }) => headers.range)).toEqual([
      undefined,
      undefined,
      'bytes=100000-',
      'bytes=200000-',
      'bytes=300000-',
    ]);
  });

  it('gives up after so many tries without a new byte', async () => {
    server.handler = (_, response) => void response.writeHead(500).end();
    await expect(download({ attempts: 3 })).rejects.toMatchObject({
      code: 'UPSTREAM_FAILED',
      details: { status: 500 },
    });
    expect(server.requests).toHaveLength(3);
  });

  it('does not try again what stays wrong, and keeps the query to itself', async () => {
    server.handler = (_, response) => void response.writeHead(404).end();
    const url = `${server.url}/model.gguf?token=secret`;
    const error = await download({ url, accessAdvice: 'Set HF_TOKEN.' }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringMatching(/answers 404\. Set HF_TOKEN/),
    });
    expect(JSON.stringify(error) + String(error)).not.toContain('secret');
    expect(server.requests).toHaveLength(1);
  });

  it('says which host cannot be reached', async () => {
    await expect(download({ url: 'http://127.0.0.1:1/m.gguf', attempts: 1 })).rejects.toMatchObject({
      code: 'UPSTREAM_FAILED',
      message: expect.stringMatching(/127\.0\.0\.1:1 could not be reached.*MODEL_PATH/),
    });
  });

  it('leaves a connection that fell silent, and continues', async () => {
    server.handler = (request, response) =>
      serveContent(request, response, content, server.requests.length === 1 ? { etag, stallAfter: 200_000 } : { etag });
    await client.close();
    client = createHttpClient({ silenceTimeoutMs: 1000 });
    await expect(download()).resolves.toEqual({ sizeBytes: content.length, sha256 });
    expect(server.requests[1]?.headers.range).toBe('bytes=200000-');
  });

  it('stops when cancelled, and keeps what came', async () => {
    server.handler = (request, response) => serveContent(request, response, content, { etag, pauseMs: 20 });
    const controller = new AbortController();
    const onProgress = ({ completed }: ProgressEvent): void => {
      if (completed > 200_000) controller.abort();
    };
    await expect(download({ signal: controller.signal, onProgress })).rejects.toMatchObject({ code: 'ABORTED' });
    const kept = await readFile(`${destination}.partial`);
    expect(kept.length).toBeGreaterThan(200_000);
    expect(kept).toEqual(content.subarray(0, kept.length));
    server.handler = (request, response) => serveContent(request, response, content, { etag });
    await download();
    expect(server.requests.at(-1)?.headers.range).toBe(`bytes=${kept.length}-`);
  });
});

describe('a full disk', () => {
  it('is told before the first byte, with what is needed and what is free', async () => {
    const disk: Disk = { ...localDisk, availableBytes: () => Promise.resolve(400_000) };
    await expect(download({ disk })).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      message: expect.stringMatching(/1\.0 MB needed, 400\.0 kB free/),
      details: { neededBytes: content.length, availableBytes: 400_000 },
    });
  });

  it('is told when it fills up on the way; what came is kept and continued', async () => {
    const disk: Disk = {
      ...localDisk,
      async openForAppend(path) {
        const file = await localDisk.openForAppend(path);
        let left = 500_000;
        return {
          ...file,
          append(data) {
            left -= data.length;
            if (left < 0) return Promise.reject(Object.assign(new Error('write'), { code: 'ENOSPC' }));
            return file.append(data);
          },
        };
      },
    };
    await expect(download({ disk })).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      message: expect.stringContaining('The disk is full'),
    });
    expect((await files()).toSorted()).toEqual(['model.gguf.partial', 'model.gguf.partial.json']);
    const { size } = await stat(`${destination}.partial`);
    expect(size).toBeGreaterThan(0);
    await expect(download()).resolves.toEqual({ sizeBytes: content.length, sha256 });
    expect(server.requests.at(-1)?.headers.range).toBe(`bytes=${size}-`);
  });
});
