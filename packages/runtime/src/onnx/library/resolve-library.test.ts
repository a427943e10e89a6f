import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findOnnxRuntime } from './find-onnxruntime.ts';
import { genaiBuild, genaiReference } from './genai-build.ts';
import { resolveGenaiLibrary, type ResolveLibraryOptions } from './resolve-library.ts';

const content = Buffer.from('a library');
const build = { fileName: 'lib.so', sha256: createHash('sha256').update(content).digest('hex') };

let folder: string;
let fetched: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-genai-'));
  fetched = [];
});
afterEach(() => rm(folder, { recursive: true }));

const fetch: ResolveLibraryOptions['fetch'] = async (reference, { destination }) => {
  fetched.push(reference);
  await mkdir(dirname(destination), { recursive: true });
  await writeFile(destination, content);
  return { sizeBytes: content.length, sha256: build.sha256 };
};
const resolve = (options: Partial<ResolveLibraryOptions> = {}): Promise<string> =>
  resolveGenaiLibrary({ folder, build, fetch, ...options });

describe('resolveGenaiLibrary', () => {
  it('fetches the pinned file once', async () => {
    const path = await resolve();
    expect(await readFile(path)).toEqual(content);
    expect(fetched).toEqual([genaiReference(build)]);
    expect(fetched[0]).toMatch(/^pypi:onnxruntime-genai-core==0\.18\.0\/.*\/lib\.so#sha256=[0-9a-f]{64}$/);
    expect(await resolve({ offline: true })).toBe(path);
    expect(fetched).toHaveLength(1);
  });

  it('fetches it again when it is not what was pinned, and refuses it without the network', async () => {
    const path = await resolve();
    await writeFile(path, 'something else');
    await expect(resolve({ offline: true })).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining('damaged') as string,
      details: { path, sha256: build.sha256 },
    });
    await resolve();
    expect(await readFile(path)).toEqual(content);
    expect(fetched).toHaveLength(2);
  });

  it('says so when it is not there and nothing may be fetched', async () => {
    await expect(resolve({ offline: true })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    expect(fetched).toEqual([]);
  });

  it('takes a file of the user as it is, if it is there', async () => {
    const path = join(folder, 'own.so');
    await expect(resolve({ path })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await writeFile(path, 'own');
    expect(await resolve({ path })).toBe(path);
    expect(fetched).toEqual([]);
  });

  it('does nothing when the signal has fired', async () => {
    await expect(resolve({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
    expect(fetched).toEqual([]);
  });
});

it.each([
  ['linux', 'x64', true],
  ['linux', 'arm64', true],
  ['darwin', 'arm64', true],
  ['win32', 'x64', true],
  ['darwin', 'x64', false],
  ['freebsd', 'x64', false],
])('there is a build for %s on %s: %s', (platform, architecture, isThere) => {
  expect(genaiBuild(platform, architecture) !== undefined).toBe(isThere);
});

describe('findOnnxRuntime', () => {
  it('finds the library of the installed package', async () => {
    expect(await findOnnxRuntime()).toContain(join('onnxruntime-node', 'bin'));
  });

  it.each([
    [
      'the package',
      'linux',
      () => {
        throw new Error('Cannot find module');
      },
    ],
    ['its library', 'linux', () => '/nowhere/onnxruntime-node/package.json'],
    ['a library for the system', 'freebsd', () => '/nowhere/onnxruntime-node/package.json'],
  ])('says what to install when %s is not there', async (_what, platform, find) => {
    const attempt = findOnnxRuntime(platform, 'x64', find);
    await expect(attempt).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining('npm install onnxruntime-node') as string,
    });
  });
});
