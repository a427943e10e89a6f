import { describe, expect, it } from 'vitest';
import type { ConformanceContext } from './options.ts';

export function testEmbedding(context: ConformanceContext): void {
  if (!(context.options.embeddings ?? true)) return;
  describe('embeddings', () => {
    const inputs = ['The cat sat on the mat.', 'Quarterly revenue grew.', 'naïve 😀'];

    it('are normalised and in the order of the inputs', async () => {
      const { embeddings, usage } = await context.model.embed({ inputs });
      expect(embeddings).toHaveLength(inputs.length);
      expect(usage.promptTokens).toBeGreaterThanOrEqual(inputs.length);
      for (const [place, embedding] of embeddings.entries()) {
        expect(Math.hypot(...embedding)).toBeCloseTo(1, 3);
        const alone = (await context.model.embed({ inputs: [inputs[place]!] })).embeddings[0]!;
        const similarity = embedding.reduce((sum, value, index) => sum + value * alone[index]!, 0);
        expect(similarity).toBeCloseTo(1, 3);
      }
    });

    it('are refused before the start when the signal has fired', async () => {
      const attempt = context.model.embed({ inputs }, { signal: AbortSignal.abort() });
      await expect(attempt).rejects.toMatchObject({ code: 'ABORTED' });
    });
  });
}
