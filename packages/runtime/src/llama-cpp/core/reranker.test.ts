import type { LlamaModel } from 'node-llama-cpp';
import { expect, it } from 'vitest';
import { Reranker } from './reranker.ts';

/** One token a character; a document's score is its share of the query's letters. */
function fakeModel(supportsRanking = true) {
  const contexts: { contextSize: number }[] = [];
  const model = {
    fileInsights: { supportsRanking },
    trainContextSize: 64,
    tokenize: (text: string) => Array.from(text),
    createRankingContext: (options: { contextSize: number }) => {
      contexts.push(options);
      const score = (query: string, document: string): number =>
        Array.from(query).filter((letter) => document.includes(letter)).length / query.length;
      return Promise.resolve({
        rankAll: (query: string, documents: string[]) => Promise.resolve(documents.map((text) => score(query, text))),
        dispose: () => Promise.resolve(),
      });
    },
  };
  return { reranker: new Reranker(model as unknown as LlamaModel, { threads: 1 }), contexts };
}

it('scores documents in their order, in one context', async () => {
  const { reranker, contexts } = fakeModel();
  expect(await reranker.rerank('ab', ['b', 'ab', ''])).toEqual({ scores: [0.5, 1, 0], promptTokens: 9 });
  await reranker.rerank('a', ['a']);
  expect(contexts).toEqual([expect.objectContaining({ contextSize: 64 })]);
  await reranker.close();
});

it('refuses what is too long, by its place, and models that do not rank', async () => {
  const { reranker, contexts } = fakeModel();
  await expect(reranker.rerank('ab', ['b', 'c'.repeat(60)])).rejects.toMatchObject({
    code: 'CONTEXT_OVERFLOW',
    details: { document: 1 },
  });
  expect(await reranker.rerank('ab', [])).toEqual({ scores: [], promptTokens: 0 });
  expect(contexts).toEqual([]);
  await expect(fakeModel(false).reranker.rerank('a', ['b'])).rejects.toMatchObject({ code: 'UNSUPPORTED' });
});
