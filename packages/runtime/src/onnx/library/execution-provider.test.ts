import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { OnnxProvider } from '../options.ts';
import { checkGenaiProvider, checkProvider } from './execution-provider.ts';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'tuneloop-provider-'))));
afterEach(() => rm(folder, { recursive: true }));

it.each<[OnnxProvider, string]>([
  ['cpu', 'freebsd-x64'],
  ['coreml', 'darwin-arm64'],
])('onnxruntime-node has %s on %s', async (provider, system) => {
  expect(await checkProvider(provider, join(folder, 'library'), system)).toBeUndefined();
});

it.each<[OnnxProvider, string, string]>([
  ['cuda', 'linux-x64', 'npm rebuild onnxruntime-node --onnxruntime-node-install=cuda12'],
  ['cuda', 'darwin-arm64', 'Linux'],
  ['dml', 'linux-x64', 'Windows'],
  ['coreml', 'linux-x64', 'macOS'],
])('tells what %s on %s would take', async (provider, system, advice) => {
  await expect(checkProvider(provider, join(folder, 'library'), system)).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringContaining(advice) as string,
    details: { provider, system },
  });
});

it('finds what was installed beside the library', async () => {
  await writeFile(join(folder, 'libonnxruntime_providers_cuda.so'), '');
  expect(await checkProvider('cuda', join(folder, 'library'), 'linux-x64')).toBeUndefined();
  await writeFile(join(folder, 'DirectML.dll'), '');
  expect(await checkProvider('dml', join(folder, 'library'), 'win32-x64')).toBeUndefined();
});

it('wants the part of ONNX Runtime GenAI that is for CUDA', async () => {
  const library = join(folder, 'libonnxruntime-genai.so');
  await checkGenaiProvider('cpu', library, 'linux');
  await expect(checkGenaiProvider('cuda', library, 'linux')).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringContaining('onnxruntime-genai-cuda') as string,
  });
  await writeFile(join(folder, 'libonnxruntime-genai-cuda.so'), '');
  await checkGenaiProvider('cuda', library, 'linux');
});
