import { describe, expect, it } from 'vitest';
import { generate } from './collect.ts';
import type { ConformanceContext } from './options.ts';

export function testContextShift(context: ConformanceContext): void {
  if (!context.options.contextShift) return;
  describe('a full context', () => {
    const room = 12;

    /** Leaves about `room` tokens of the context. */
    const longText = async (): Promise<{ type: 'text'; text: string }> => {
      const { contextSize } = context.model.info;
      const words = (count: number): string => ' one two three four five six seven'.repeat(count).trim();
      const perRepeat = (await context.model.countTokens({ type: 'text', text: words(8) })) / 8;
      return { type: 'text', text: words(Math.floor((contextSize - room) / perRepeat)) };
    };

    it('ends the output unless the request allows otherwise', async () => {
      const prompt = await longText();
      const { start, end } = await generate(context.model, { prompt, maxTokens: 4 * room });
      expect(end.finishReason).toBe('length');
      expect(start.promptTokens + end.usage.completionTokens).toBeLessThanOrEqual(context.model.info.contextSize);
      expect(end.usage.discardedTokens ?? 0).toBe(0);
    });

    it('loses its oldest half, and the output goes on', async () => {
      const prompt = await longText();
      const contextShift = { enabled: true, keep: 4 };
      const { start, end } = await generate(context.model, { prompt, maxTokens: 4 * room, contextShift });
      expect(end.usage.completionTokens).toBe(4 * room);
      expect(start.promptTokens + end.usage.completionTokens).toBeGreaterThan(context.model.info.contextSize);
      expect(end.usage.discardedTokens).toBeGreaterThan(0);
    });
  });
}
