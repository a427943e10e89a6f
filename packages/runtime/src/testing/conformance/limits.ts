import type { GenerateRequest, Message } from '@tuneloop/protocol';
import { describe, expect, it } from 'vitest';
import { expectIdle, counting, generate } from './collect.ts';
import type { ConformanceContext } from './options.ts';

export function testLimits(context: ConformanceContext): void {
  describe('context', () => {
    it('that is too small for the prompt is a clear error, and the next request is served', async () => {
      const { contextSize } = context.model.info;
      const prompt = { type: 'text', text: 'word '.repeat(contextSize + 8) } as const;
      await expect(generate(context.model, { prompt })).rejects.toMatchObject({
        code: 'CONTEXT_OVERFLOW',
        details: { promptTokens: expect.any(Number) as number, contextSize },
      });
      await expectIdle(context.model);
      expect((await generate(context.model, { maxTokens: 2 })).end.usage.completionTokens).toBe(2);
    });

    it('is reused by the next turn of a conversation', async () => {
      const messages: Message[] = [
        { role: 'system', content: 'You answer in short sentences. '.repeat(8) },
        { role: 'user', content: 'Name a colour.' },
      ];
      const settings = { reusePrefix: true, maxTokens: 8 };
      const first = await generate(context.model, { ...settings, prompt: { type: 'messages', messages } });
      messages.push({ role: 'assistant', content: first.text }, { role: 'user', content: 'Another one.' });
      const second = await generate(context.model, { ...settings, prompt: { type: 'messages', messages } });
      expect(second.end.usage.cachedTokens).toBeGreaterThan(first.start.promptTokens / 2);
      expect(second.end.usage.cachedTokens).toBeLessThan(second.start.promptTokens);
      const anew = await generate(context.model, {
        ...settings,
        reusePrefix: false,
        prompt: { type: 'messages', messages },
      });
      expect(anew.end.usage.cachedTokens).toBe(0);
    });
  });

  describe('invalid requests', () => {
    const invalid: [problem: string, request: GenerateRequest][] = [
      ['no messages', { prompt: { type: 'messages', messages: [] } }],
      ['no tokens to generate', { prompt: counting, maxTokens: -1 }],
      ['a negative temperature', { prompt: counting, sampling: { temperature: -1 } }],
      ['an empty stop string', { prompt: counting, stop: [''] }],
      ['too many alternatives', { prompt: counting, logprobs: { top: 21 } }],
    ];

    it.each(invalid)('with %s are refused', async (_problem, request) => {
      const iterator = context.model.generate(request)[Symbol.asyncIterator]();
      await expect(iterator.next()).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    });

    it('with an unknown adapter are refused', async () => {
      const adapters = [{ id: 'no such adapter', scale: 1 }];
      const attempt = generate(context.model, { adapters });
      await expect(attempt).rejects.toMatchObject({
        code: expect.stringMatching(/UNSUPPORTED|ADAPTER_INVALID|NOT_FOUND/) as string,
      });
    });
  });
}
