import type { RerankRequest, RerankResult } from '@tuneloop/protocol';
import { malformed } from './http/upstream-error.ts';
import type { Upstream } from './pool/upstream.ts';
import { decodeUsage } from './wire/decode-usage.ts';
import { listOf, numberOf, objectOf } from './wire/read-json.ts';

/** `POST /v1/rerank` in Jina's form, which vLLM, SGLang, llama-server and our own server share. */
export async function requestRanking(
  { client, profile }: Upstream,
  { query, documents }: RerankRequest,
  signal: AbortSignal,
): Promise<RerankResult> {
  const body = { model: profile?.model, query, documents, top_n: documents.length };
  const answer = await client.json('/v1/rerank', { body, signal });
  // SGLang answers with the list alone.
  const results = Array.isArray(answer) ? answer : listOf(objectOf(answer)['results']);
  const scores: (number | undefined)[] = documents.map(() => undefined);
  for (const value of results) {
    const result = objectOf(value);
    const index = numberOf(result['index']);
    if (index !== undefined && index < scores.length) {
      scores[index] = numberOf(result['relevance_score']) ?? numberOf(result['score']);
    }
  }
  if (scores.includes(undefined)) throw malformed(client.name, `sent no score for some of the documents`);
  const raw = scores as number[];
  // llama-server gives logits.
  const isProbability = raw.every((score) => score >= 0 && score <= 1);
  const probabilities = isProbability ? raw : raw.map((score) => 1 / (1 + Math.exp(-score)));
  const usage = objectOf(objectOf(answer)['usage']);
  return {
    scores: probabilities,
    usage: { promptTokens: decodeUsage(usage).promptTokens ?? numberOf(usage['total_tokens']) ?? 0 },
  };
}
