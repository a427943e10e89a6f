import { describe, expect, it } from 'vitest';
import { generate } from './collect.ts';
import type { ConformanceContext } from './options.ts';

export function testSampling(context: ConformanceContext): void {
  describe('log-probabilities', () => {
    it('are those of the chosen tokens, with the likeliest beside them in order', async () => {
      const { logprobs } = await generate(context.model, { maxTokens: 6, logprobs: { top: 5 } });
      expect(logprobs).toHaveLength(6);
      for (const { tokenId, logprob, top } of logprobs) {
        expect(logprob).toBeLessThanOrEqual(0);
        expect(top).toHaveLength(5);
        const values = top.map((candidate) => candidate.logprob);
        expect(values).toEqual(values.toSorted((a, b) => b - a));
        expect(values.reduce((sum, value) => sum + Math.exp(value), 0)).toBeLessThan(1.001);
        // Greedy: what was chosen is what was likeliest.
        expect(top[0]).toMatchObject({ tokenId, logprob });
      }
    });

    it('are left out when nobody asks', async () => {
      const { events } = await generate(context.model, { maxTokens: 4 });
      expect(events.filter((event) => event.type === 'text-delta' && event.logprobs !== undefined)).toEqual([]);
    });
  });

  it('never samples a token with a bias of -100', async () => {
    const request = { maxTokens: 1, logprobs: { top: 1 } };
    const [first] = (await generate(context.model, request)).logprobs;
    const logitBias = { [first!.tokenId]: -100 };
    const [second] = (await generate(context.model, { ...request, sampling: { temperature: 0, logitBias } })).logprobs;
    expect(second!.tokenId).not.toBe(first!.tokenId);
  });
}
