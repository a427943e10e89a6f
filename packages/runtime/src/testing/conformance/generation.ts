import type { GenerationEvent } from '@tuneloop/protocol';
import { describe, expect, it } from 'vitest';
import { counting, generate, userTurn } from './collect.ts';
import type { ConformanceContext } from './options.ts';

export function testGeneration(context: ConformanceContext): void {
  describe('generation', () => {
    it('begins with one start event and ends with one end event', async () => {
      const { events, start, end } = await generate(context.model, { id: 'request-1' });
      const boundaries = events.filter(({ type }) => type === 'generation-start' || type === 'generation-end');
      expect(boundaries).toEqual([start, end]);
      expect(start).toMatchObject({ id: 'request-1', model: context.options.model.id });
    });

    it('adds up usage and timings', async () => {
      const { start, end, logprobs } = await generate(context.model, { maxTokens: 7, logprobs: { top: 0 } });
      const { usage, timings } = end;
      expect(usage).toMatchObject({
        promptTokens: start.promptTokens,
        cachedTokens: start.cachedTokens,
        completionTokens: 7,
      });
      expect(logprobs).toHaveLength(7);
      expect(Math.min(...Object.values(timings))).toBeGreaterThanOrEqual(0);
      expect(timings.timeToFirstTokenMs).toBeLessThanOrEqual(timings.totalMs);
    });

    it('counts the tokens of a prompt as it uses them', async () => {
      for (const prompt of [counting, userTurn('Hello, wörld 😀!')]) {
        const { end } = await generate(context.model, { prompt, maxTokens: 1 });
        expect(await context.model.countTokens(prompt)).toBe(end.usage.promptTokens);
      }
    });

    it('ends with `length` after maxTokens', async () => {
      const { end } = await generate(context.model, { maxTokens: 4 });
      expect(end).toMatchObject({ finishReason: 'length', usage: { completionTokens: 4 } });
    });

    it('gives the same greedy text again', async () => {
      const [first, second] = [await generate(context.model, {}), await generate(context.model, {})];
      expect(second.text).toBe(first.text);
    });

    it('gives the same text for the same seed', async () => {
      const request = { sampling: { temperature: 1, seed: 42 } };
      const [first, second] = [await generate(context.model, request), await generate(context.model, request)];
      expect(second.text).toBe(first.text);
    });

    it.runIf(context.options.samples ?? true)('gives different texts for different seeds', async () => {
      const texts = new Set<string>();
      for (const seed of [1, 2, 3, 4]) {
        texts.add((await generate(context.model, { sampling: { temperature: 1, seed } })).text);
      }
      expect(texts.size).toBeGreaterThan(1);
    });

    it('gives whole characters only, and all of them', async () => {
      const prompt = { type: 'text', text: '😀😁😂🤣 你好世界 naïve café 😀😁😂🤣 你好世界 naïve café 😀😁' } as const;
      const { events, text, logprobs } = await generate(context.model, { prompt, maxTokens: 40, logprobs: { top: 0 } });
      const deltas = events.filter((event: GenerationEvent) => event.type === 'text-delta');
      expect(deltas.filter((delta) => !delta.text.isWellFormed())).toEqual([]);
      expect(text).toBe(Buffer.from(logprobs.flatMap(({ bytes }) => bytes)).toString());
    });
  });

  describe('stop strings', () => {
    it('end the text before them, wherever token borders are', async () => {
      const { text } = await generate(context.model, { maxTokens: 24 });
      for (const [from, length] of [
        [4, 1],
        [6, 5],
        [9, 12],
      ] as const) {
        const stop = text.slice(from, from + length);
        const stopped = await generate(context.model, { maxTokens: 24, stop: ['never in there', stop] });
        expect(stopped.text).toBe(text.slice(0, text.indexOf(stop)));
        expect(stopped.end).toMatchObject({ finishReason: 'stop', stopSequence: stop });
      }
    });

    it('that are not met change nothing', async () => {
      const { text } = await generate(context.model, { maxTokens: 12 });
      // Its beginning is there, at the end or before it.
      const almost = `${(context.options.keepsHalfStops ?? true) ? text.slice(-3) : text.slice(0, 3)}\u0000`;
      const { text: same, end } = await generate(context.model, { maxTokens: 12, stop: [almost] });
      expect(same).toBe(text);
      expect(end.finishReason).toBe('length');
    });
  });
}
