import { describe, expect, it } from 'vitest';
import type { ConformanceContext } from './options.ts';

export function testReranking(context: ConformanceContext): void {
  const request = {
    query: 'what is a giant panda',
    documents: ['a train leaves at noon', 'a giant panda is a bear', 'hi'],
  };

  it('says whether it ranks documents', async () => {
    expect(context.model.info.capabilities.rerank).toBe(context.options.rerank ?? false);
    if (context.options.rerank) return;
    await expect(context.model.rerank(request)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });

  if (!context.options.rerank) return;
  describe('reranking', () => {
    it('scores each document from 0 to 1, the fitting one highest', async () => {
      const { scores, usage } = await context.model.rerank(request);
      expect(scores).toHaveLength(request.documents.length);
      expect(Math.min(...scores)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...scores)).toBeLessThanOrEqual(1);
      expect(scores.indexOf(Math.max(...scores))).toBe(1);
      expect(usage.promptTokens).toBeGreaterThan(request.documents.length);
    });

    it('scores a document alone as among others', async () => {
      const { scores } = await context.model.rerank(request);
      const alone = await context.model.rerank({ ...request, documents: [request.documents[1]!] });
      expect(alone.scores[0]).toBeCloseTo(scores[1]!, 2);
    });

    it('does not begin when the signal has fired', async () => {
      const attempt = context.model.rerank(request, { signal: AbortSignal.abort() });
      await expect(attempt).rejects.toMatchObject({ code: 'ABORTED' });
    });
  });
}
