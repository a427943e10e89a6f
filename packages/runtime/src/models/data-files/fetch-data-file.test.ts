import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { serveContent, sha256Of, startServer, type TestServer } from '../../../test/download/range-server.ts';
import { dataFileName, parseDataReference } from './data-reference.ts';
import { fetchDataFile } from './fetch-data-file.ts';

const content = Buffer.from('{"text":"a"}\n'.repeat(10_000));
let folder: string;
let server: TestServer;
let requests: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-data-'));
  requests = [];
  server = await startServer((request, response) => {
    requests.push(`${request.url} ${request.headers.authorization ?? '-'}`);
    if (request.url?.endsWith('/none.jsonl')) return void response.writeHead(404).end();
    void serveContent(request, response, content);
  });
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

it.each([
  ['hf:tiny/set/data/train-00.parquet', 'hugging-face-data', 'train-00.parquet'],
  ['hf:datasets/tiny/set@refs%2Fconvert%2Fparquet/default/0000.parquet', 'hugging-face-data', '0000.parquet'],
  ['https://example.org/a/train.jsonl.gz?x=1', 'url', 'train.jsonl.gz'],
  ['npm:@tiny/data@1.0.0/rows/train.jsonl', 'npm', 'train.jsonl'],
  ['pypi:tiny-data==1.0/tiny/train.csv', 'pypi', 'train.csv'],
])('%s is a reference', (text, type, name) => {
  const reference = parseDataReference(text);
  expect([reference.type, dataFileName(reference)]).toEqual([type, name]);
});

it.each(['', 'train.jsonl', 'hf:tiny/set', 'hf:tiny/set/../x', 'ollama:x:y', 'http://example.org/x', 'ftp://x/y'])(
  '%j is none',
  (text) => {
    expect(() => parseDataReference(text)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  },
);

it('comes from a URL, whatever it holds, and nothing else is left', async () => {
  const destination = join(folder, 'deep', 'train.jsonl');
  const seen: number[] = [];
  const reference = `${server.url}/train.jsonl#sha256=${sha256Of(content)}`;
  const done = await fetchDataFile(reference, { destination, onProgress: ({ completed }) => seen.push(completed) });
  expect(done).toEqual({ sizeBytes: content.length, sha256: sha256Of(content) });
  expect(await readFile(destination)).toEqual(content);
  expect(await readdir(join(folder, 'deep'))).toEqual(['train.jsonl']);
  expect(seen.at(-1)).toBe(content.length);
});

it('comes from a data set of the Hub, with its token', async () => {
  const huggingFace = { endpoint: server.url, token: 'secret' };
  const destination = join(folder, 'a.parquet');
  await fetchDataFile('hf:tiny/set@v1/data/a b.parquet', { destination, huggingFace });
  expect(requests[0]).toBe('/datasets/tiny/set/resolve/v1/data/a%20b.parquet Bearer secret');
  expect(await readFile(destination)).toEqual(content);
});

it('what is not there, and what is not what it should be, is an error and no file', async () => {
  const destination = join(folder, 'x.jsonl');
  await expect(fetchDataFile(`${server.url}/none.jsonl`, { destination })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const wrong = `${server.url}/x.jsonl#sha256=${'0'.repeat(64)}`;
  await expect(fetchDataFile(wrong, { destination })).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
  expect(await readdir(folder)).not.toContain('x.jsonl');
});
