import { TuneloopError } from '@tuneloop/protocol';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { modelSettings } from '../models/model-settings.ts';
import type { ConfigIssue } from './issues.ts';
import { loadConfig, type LoadedConfig } from './load-config.ts';

async function load(yaml: string, env: Record<string, string> = {}): Promise<LoadedConfig> {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, 'tuneloop.config.yaml'), yaml);
  return await loadConfig({ cwd: folder.path, env });
}

test('a model is a reference, or settings with one', async () => {
  const { config } = await load(`
models:
  small: hf:some/small
  large: { reference: /models/large.gguf, contextSize: 2048, kvCacheType: q8_0, idleMs: 60000, pin: true }
runtime: { threads: 3, contextSize: 4096 }
`);
  expect(config.models.small).toEqual({ reference: 'hf:some/small' });
  expect(modelSettings(config, config.models.small)).toMatchObject({ threads: 3, contextSize: 4096 });
  expect(modelSettings(config, config.models.large)).toEqual({
    threads: 3,
    queueLimit: 64,
    queueWaitMs: 300_000,
    flashAttention: 'auto',
    contextShift: false,
    contextSize: 2048,
    kvCacheType: { key: 'q8_0', value: 'q8_0' },
    idleMs: 60_000,
    pin: true,
  });
});

test('every mistake in a model is told with its path', async () => {
  const error: unknown = await load(`
models:
  a: { reference: ./a.gguf, thread: 2 }
  b: { reference: ./b.gguf, slots: 0 }
  c: { slots: 2 }
  default: ./d.gguf
`).catch((reason: unknown) => reason);
  const issues = TuneloopError.from(error).details.issues as ConfigIssue[];
  expect(issues.map(({ path }) => path).toSorted()).toEqual([
    'models.a.thread',
    'models.b.slots',
    'models.c.reference',
    'models.default',
  ]);
});

test.each([
  ['8GB', 8e9],
  ['1.5 GiB', 1.5 * 1024 ** 3],
  ['512m', 512e6],
  ['123456789', 123_456_789],
])('MODEL_MEMORY=%s is %d bytes', async (text, bytes) => {
  const { config } = await load('', { MODEL_MEMORY: text });
  expect(config.runtime.memoryBytes).toBe(bytes);
});

test.each(['much', '8 XB', '10MB', '-1'])('MODEL_MEMORY=%s is refused', async (text) => {
  await expect(load('', { MODEL_MEMORY: text })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
});

test('a context shift is for all models, or for one', async () => {
  const { config } = await load('models:\n  a: { reference: hf:a/a, contextShift: false }\n', {
    TUNELOOP_CONTEXT_SHIFT: 'true',
  });
  expect(modelSettings(config, undefined).contextShift).toBe(true);
  expect(modelSettings(config, config.models.a).contextShift).toBe(false);
});

test('a context shift is not for models that run elsewhere', async () => {
  const env = { TUNELOOP_CONTEXT_SHIFT: '1', RUNTIME_BACKEND: 'remote', OPENAI_API_BASE_URL: 'http://gpu-box:9000' };
  await expect(load('', env)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    details: { issues: [{ path: 'runtime.contextShift', source: 'environment variable TUNELOOP_CONTEXT_SHIFT' }] },
  });
});

test('the path of a draft model begins where its file is', async () => {
  const { config } = await load(
    'models:\n  a: { reference: hf:a/a, speculative: { type: draft, path: ./draft.gguf } }\n',
  );
  expect(config.models.a?.speculative).toMatchObject({ path: expect.stringMatching(/^\/.*draft\.gguf$/) });
});
