import type { GenerateRequest, Usage } from '@tuneloop/protocol';
import { expect, test } from 'vitest';
import { createScriptedEngine } from './scripted-engine.ts';

async function usageOf(byDefault: boolean, request: Partial<GenerateRequest>): Promise<Usage> {
  const engine = createScriptedEngine({ replies: 'word '.repeat(100), contextSize: 40, contextShift: byDefault });
  await using model = await engine.load({ id: 'scripted' });
  for await (const event of model.generate({ prompt: { type: 'text', text: 'one two' }, ...request })) {
    if (event.type === 'generation-end') return event.usage;
  }
  throw new Error('There was no end.');
}

test.each<[byDefault: boolean, contextShift: GenerateRequest['contextShift'], goesOn: boolean]>([
  [false, undefined, false],
  [false, { keep: 2 }, false],
  [false, { enabled: true }, true],
  [true, undefined, true],
  [true, { keep: 'prompt' }, true],
  [true, { enabled: false }, false],
])(
  'an engine with contextShift %j, asked for %j: goes on in a full context %j',
  async (byDefault, contextShift, goesOn) => {
    const usage = await usageOf(byDefault, { contextShift, maxTokens: 80 });
    expect(usage.promptTokens + usage.completionTokens > 40).toBe(goesOn);
    expect((usage.discardedTokens ?? 0) > 0).toBe(goesOn);
  },
);

test('without a limit the output ends in a full context all the same', async () => {
  const usage = await usageOf(true, {});
  expect(usage.promptTokens + usage.completionTokens).toBe(40);
});
