import type { EmbedRequest, EmbedResult } from '@tuneloop/protocol';
import { malformed } from './http/upstream-error.ts';
import type { Upstream } from './pool/upstream.ts';
import { decodeUsage } from './wire/decode-usage.ts';
import { listOf, numberOf, objectOf } from './wire/read-json.ts';

/** `POST /v1/embeddings`. Texts and token ids go in separate requests, since the wire takes one kind at a time. */
export async function requestEmbeddings(
  upstream: Upstream,
  { inputs }: EmbedRequest,
  signal: AbortSignal,
): Promise<EmbedResult> {
  const isText = inputs.map((input) => typeof input === 'string');
  const kinds = [true, false].map((text) => inputs.flatMap((_, place) => (isText[place] === text ? [place] : [])));
  const embeddings: Float32Array[] = [];
  let promptTokens = 0;
  for (const places of kinds) {
    if (places.length === 0) continue;
    const result = await ask(
      upstream,
      places.map((place) => inputs[place]!),
      signal,
    );
    promptTokens += result.promptTokens;
    for (const [index, place] of places.entries()) embeddings[place] = result.vectors[index]!;
  }
  return { embeddings, usage: { promptTokens } };
}

async function ask(
  { client, profile }: Upstream,
  input: EmbedRequest['inputs'],
  signal: AbortSignal,
): Promise<{ vectors: Float32Array[]; promptTokens: number }> {
  const body = { model: profile?.model, input, encoding_format: 'float' };
  const answer = objectOf(await client.json('/v1/embeddings', { body, signal }));
  const vectors: Float32Array[] = [];
  for (const [position, value] of listOf(answer['data']).entries()) {
    const { embedding, index } = objectOf(value);
    if (Array.isArray(embedding) && embedding.every((entry) => typeof entry === 'number')) {
      vectors[numberOf(index) ?? position] = normalised(embedding);
    }
  }
  if (vectors.length !== input.length || Array.from(vectors).includes(undefined as never)) {
    throw malformed(client.name, `sent embeddings that do not match the ${input.length} inputs`);
  }
  return { vectors, promptTokens: decodeUsage(answer['usage']).promptTokens ?? 0 };
}

function normalised(values: readonly number[]): Float32Array {
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => (length > 0 ? value / length : 0));
}
