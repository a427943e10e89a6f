import { loadConfig } from '@tuneloop/platform';
import type { ModelStore } from '@tuneloop/runtime';
import { expect, test } from 'vitest';
import { collectModels, servesUpstreams } from './collect-models.ts';

test('with upstreams the models are theirs alone, and none is looked for on this disk', async () => {
  const { config } = await loadConfig({
    cwd: import.meta.dirname,
    env: { RUNTIME_BACKEND: 'remote', OPENAI_API_BASE_URL: 'http://127.0.0.1:1/v1' },
  });
  const known = (id: string) => ({ id, reference: id, path: id, sizeBytes: 0 });
  const models: Pick<ModelStore, 'list' | 'resolve'> = {
    list: async () => [known('first'), known('second')],
    resolve: async () => known('first'),
  };
  const platform = { config, models, reference: 'default' } as unknown as Parameters<typeof collectModels>[0];
  expect(servesUpstreams(platform)).toBe(true);
  expect(await collectModels(platform)).toEqual([
    { id: 'first', reference: 'first', onDisk: false, isRemote: true, isDefault: true },
    { id: 'second', reference: 'second', onDisk: false, isRemote: true, isDefault: false },
  ]);
});
