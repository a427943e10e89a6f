import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import type { fetchDataFile, RunProgram } from '@tuneloop/runtime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findUv } from './uv-program.ts';

let cacheFolder: string;
beforeAll(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), 'tuneloop-uv-'));
});
afterAll(() => rm(cacheFolder, { recursive: true }));

const installed =
  (output: string | undefined): RunProgram =>
  () =>
    Promise.resolve(output === undefined ? undefined : { exitCode: 0, output });

it('takes the one that is installed', async () => {
  expect(await findUv({ cacheFolder, run: installed('uv 0.13.9 (x86_64-unknown-linux-gnu)\n') })).toBe('uv');
});

it('says what to do where there is none, and none may be fetched', async () => {
  await expect(findUv({ cacheFolder, run: installed(undefined), offline: true })).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringContaining('pip install uv'),
  });
});

it('says what to do where nothing could fetch one', async () => {
  const fetchFile: typeof fetchDataFile = () =>
    Promise.reject(new TuneloopError('UPSTREAM_FAILED', 'pip is not installed; uv is not installed'));
  await expect(findUv({ cacheFolder, run: installed(undefined), fetchFile })).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringContaining('Install uv, or Python'),
  });
});

it('fetches a pinned one, once, where there is none or too old a one', async () => {
  const references: string[] = [];
  const fetchFile: typeof fetchDataFile = async (reference, { destination }) => {
    references.push(reference);
    await mkdir(join(destination, '..'), { recursive: true });
    await writeFile(destination, 'uv');
    return { sizeBytes: 2, sha256: '' };
  };
  const program = await findUv({ cacheFolder, run: installed('uv 0.4.1\n'), fetchFile });
  expect((await stat(program)).mode & 0o111).not.toBe(0);
  expect(references).toEqual([expect.stringMatching(/^pypi:uv==[\d.]+\/uv-.*\/uv(?:\.exe)?#sha256=[0-9a-f]{64}$/)]);
  expect(await findUv({ cacheFolder, run: installed(undefined), fetchFile })).toBe(program);
  expect(references).toHaveLength(1);
});
