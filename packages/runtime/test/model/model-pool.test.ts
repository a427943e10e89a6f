import {
  createDeviceMeter,
  createMemoryAllocator,
  createModelPool,
  estimateMemory,
  ramId,
  readModelMetadata,
} from '@tuneloop/runtime';
import { createLlamaCppEngine } from '@tuneloop/runtime/llama-cpp';
import { expect, test, vi } from 'vitest';
import { embeddedModelPath } from '../embedded-model-path.ts';

const megabyte = 1e6;
/** Nothing is to be measured first. */
const fixed = { threads: 1, gpuLayers: 0, flashAttention: false };

test('one file under two ids with settings of their own, in turn where memory is short for both', async () => {
  const path = await embeddedModelPath();
  const metadata = await readModelMetadata(path);
  const allocator = createMemoryAllocator({ measure: createDeviceMeter(), limits: { [ramId]: 450 * megabyte } });
  await using pool = createModelPool({ allocator });
  const settings = { short: { contextSize: 256, slots: 1 }, long: { contextSize: 512, slots: 2 } };
  for (const [id, options] of Object.entries(settings)) {
    pool.add({
      id,
      resolve: async () => ({ id, path }),
      plan: async () => ({ bytes: { [ramId]: estimateMemory(metadata, options).totalBytes } }),
      load: (source, load) => createLlamaCppEngine({ ...fixed, ...options }).load(source, load),
    });
  }
  const answer = async (id: string): Promise<{ text: string; contextSize: number; processId: number | undefined }> => {
    using lease = await pool.acquire(id);
    const { model } = lease;
    let text = '';
    const prompt = { type: 'text', text: 'The capital of France is' } as const;
    for await (const event of model.generate({ prompt, sampling: { temperature: 0 }, maxTokens: 5 })) {
      if (event.type === 'text-delta') text += event.text;
    }
    return { text, contextSize: model.info.contextSize, processId: (await model.status()).processId };
  };

  const [short, long] = await Promise.all([answer('short'), answer('long')]);
  expect(short.text).toContain('Paris');
  expect(long.text).toBe(short.text);
  expect([short.contextSize, long.contextSize]).toEqual([256, 512]);
  expect(short.processId).not.toBe(long.processId);
  expect(allocator.holders()).toHaveLength(2);

  // A third of the same size makes the one go that was not used for longest.
  await answer('short');
  pool.add({
    id: 'third',
    resolve: async () => ({ id: 'third', path }),
    plan: async () => ({ bytes: { [ramId]: 150 * megabyte } }),
    load: (source, load) => createLlamaCppEngine({ ...fixed, ...settings.short }).load(source, load),
  });
  expect((await answer('third')).text).toBe(short.text);
  expect(pool.list().map(({ id, state }) => [id, state.status])).toEqual([
    ['short', 'ready'],
    ['long', 'idle'],
    ['third', 'ready'],
  ]);
  await vi.waitFor(() => expect(() => process.kill(long.processId!, 0)).toThrow('ESRCH'));
});
