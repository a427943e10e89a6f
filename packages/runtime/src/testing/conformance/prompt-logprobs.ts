import type { PromptLogprobsEvent } from '@tuneloop/protocol';
import { describe, expect, it } from 'vitest';
import { generate, type Generation } from './collect.ts';
import type { ConformanceContext } from './options.ts';

/** The one event about the prompt. */
function reportOf({ events }: Generation): PromptLogprobsEvent['tokens'] {
  const reports = events.filter((event) => event.type === 'prompt-logprobs');
  expect(reports).toHaveLength(1);
  expect(events.indexOf(reports[0]!)).toBe(1);
  return reports[0]!.tokens;
}

export function testPromptLogprobs(context: ConformanceContext): void {
  it('only reads the prompt when no tokens are asked for', async () => {
    const { events, end } = await generate(context.model, { maxTokens: 0 });
    expect(events.map(({ type }) => type)).toEqual(['generation-start', 'generation-end']);
    expect(end).toMatchObject({ finishReason: 'length', usage: { completionTokens: 0 } });
  });

  if (!context.options.promptLogprobs) return;
  describe("a prompt's log-probabilities", () => {
    const prompt = { type: 'text', text: 'One, two, three, four, fünf.' } as const;

    it('come once, before the output, with one entry for each token', async () => {
      const generation = await generate(context.model, { prompt, maxTokens: 2, promptLogprobs: { top: 3 } });
      const tokens = reportOf(generation);
      expect(tokens).toHaveLength(generation.end.usage.promptTokens);
      expect(tokens[0]).toMatchObject({ logprob: null, top: [] });
      expect(Buffer.from(tokens.flatMap(({ bytes }) => bytes)).toString()).toMatch(new RegExp(`${prompt.text}$`));
      for (const { logprob, top } of tokens.slice(1)) {
        expect(logprob).toBeLessThanOrEqual(0);
        const values = top.map((candidate) => candidate.logprob);
        expect(values).toHaveLength(3);
        expect(values).toEqual(values.toSorted((a, b) => b - a));
      }
      expect(generation.end.usage.completionTokens).toBe(2);
    });

    it('come without any output, and whether or not the prompt is cached', async () => {
      const request = { prompt, maxTokens: 0, promptLogprobs: { top: 0 }, reusePrefix: true };
      await generate(context.model, request);
      const generation = await generate(context.model, request);
      expect(reportOf(generation)).toHaveLength(generation.end.usage.promptTokens);
      expect(generation.end.usage.completionTokens).toBe(0);
    });

    it('are those that the same tokens had when they were generated', async () => {
      const written = await generate(context.model, { prompt, maxTokens: 5, logprobs: { top: 1 } });
      const read = await generate(context.model, { prompt, maxTokens: 0, promptLogprobs: { top: 0 } });
      const tokens = [...reportOf(read), ...written.logprobs].map(({ tokenId }) => tokenId);
      const whole = { prompt: { type: 'tokens', tokens } as const, maxTokens: 0, promptLogprobs: { top: 1 } };
      const again = reportOf(await generate(context.model, whole)).slice(-written.logprobs.length);
      for (const [place, { tokenId, logprob }] of written.logprobs.entries()) {
        expect(again[place]!.tokenId).toBe(tokenId);
        // The prompt is computed in one batch, the output token by token.
        expect(Math.abs(again[place]!.logprob! - logprob)).toBeLessThan(0.1);
      }
    });
  });
}
