import { embeddingOf } from './embedding.ts';
import type { Token } from './tokenizer.ts';

const dimension = 64;

/** From 0 to 1: the more words a document shares with the query, the higher. */
export function relevanceOf(query: readonly Token[], document: readonly Token[]): number {
  const other = embeddingOf(document, dimension);
  const cosine = embeddingOf(query, dimension).reduce((sum, value, place) => sum + value * other[place]!, 0);
  return Math.min(1, Math.max(0, (1 + cosine) / 2));
}
