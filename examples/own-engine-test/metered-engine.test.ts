import { testEngine } from '@tuneloop/runtime/testing';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { expect, test } from 'vitest';
import { createMeteredEngine, type TokenCounts } from './metered-engine.ts';

// What every engine must do.
testEngine({
  name: 'metered',
  engine: () => createMeteredEngine(createScriptedEngine(), new Map()),
  model: { id: 'scripted' },
  samples: false,
  rerank: true,
  infill: true,
  promptLogprobs: true,
  contextShift: true,
});

// What is this engine's own.
test('counts the tokens of each owner', async () => {
  const counts: TokenCounts = new Map();
  await using model = await createMeteredEngine(createScriptedEngine(), counts).load({ id: 'scripted' });
  const prompt = { type: 'text', text: 'one two three four five six seven' } as const;
  for (const owner of ['ann', 'ben', 'ann']) {
    const events = model.generate({ prompt, owner, maxTokens: 5, reusePrefix: false });
    for await (const event of events) expect(event).toBeDefined();
  }
  const tokens = 5 + (await model.countTokens(prompt));
  expect(Object.fromEntries(counts)).toEqual({ ann: 2 * tokens, ben: tokens });
});
