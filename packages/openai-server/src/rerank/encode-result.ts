import type { RerankResult } from '@tuneloop/protocol';

export interface RerankAnswer {
  object: 'list';
  model: string;
  results: { index: number; relevance_score: number; document?: { text: string } }[];
  usage: { prompt_tokens: number; total_tokens: number };
}

export interface RerankView {
  model: string;
  documents: readonly string[];
  topN: number;
  returnDocuments: boolean;
}

/** The best first; of equal scores, the earlier document. */
export function encodeRanking({ scores, usage }: RerankResult, view: RerankView): RerankAnswer {
  const results = scores
    .map((relevance_score, index) => ({ index, relevance_score }))
    .toSorted((a, b) => b.relevance_score - a.relevance_score || a.index - b.index)
    .slice(0, view.topN)
    .map((result) =>
      view.returnDocuments ? { ...result, document: { text: view.documents[result.index] ?? '' } } : result,
    );
  const { promptTokens } = usage;
  return {
    object: 'list',
    model: view.model,
    results,
    usage: { prompt_tokens: promptTokens, total_tokens: promptTokens },
  };
}
