import type { ModelInfo } from '@tuneloop/protocol';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { expect, test } from 'vitest';
import { defaultGenerationSettings } from './generation-settings.ts';

async function infoOf(engine: string): Promise<ModelInfo> {
  await using model = await createScriptedEngine({ contextSize: 2048 }).load({ id: 'scripted' });
  return { ...model.info, engine };
}

test('what holds is the configured sampling, else that of llama.cpp', async () => {
  const { n_ctx, params } = await defaultGenerationSettings(await infoOf('llama.cpp'), { temperature: 0.2, seed: 7 });
  expect(n_ctx).toBe(2048);
  expect(params).toMatchObject({ temperature: 0.2, seed: 7, top_k: 40, top_p: 0.95, min_p: 0.05, dry_multiplier: 0 });
});

test('nothing is claimed of the defaults of other servers', async () => {
  const { params } = await defaultGenerationSettings(await infoOf('remote'), undefined);
  expect(JSON.parse(JSON.stringify(params))).toEqual({
    seed: 0xffff_ffff,
    n_predict: -1,
    max_tokens: -1,
    stop: [],
    stream: false,
  });
});
