import type { EmbedResult } from '@tuneloop/protocol';
import { requestProblem } from '../errors/request-problem.ts';
import type { DecodedEmbedding } from './decode-request.ts';

export interface EmbeddingList {
  object: 'list';
  data: { object: 'embedding'; index: number; embedding: number[] | string }[];
  model: string;
  usage: { prompt_tokens: number; total_tokens: number };
}

/** Errors: `INVALID_REQUEST` when the client asked for another number of dimensions than the model has. */
export function encodeEmbeddings(
  result: EmbedResult,
  model: string,
  { encoding, dimensions }: Pick<DecodedEmbedding, 'encoding' | 'dimensions'>,
): EmbeddingList {
  const length = result.embeddings[0]?.length;
  if (dimensions !== undefined && length !== undefined && dimensions !== length) {
    const message = `This model's embeddings have ${length} dimensions and cannot be shortened; leave "dimensions" out.`;
    throw requestProblem('unsupported_parameter', message, 'dimensions');
  }
  const { promptTokens } = result.usage;
  return {
    object: 'list',
    data: result.embeddings.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: encoding === 'base64' ? encodeBase64(vector) : Array.from(vector),
    })),
    model,
    usage: { prompt_tokens: promptTokens, total_tokens: promptTokens },
  };
}

/** Little-endian, whatever this machine's own order is. */
function encodeBase64(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes.toString('base64');
}
