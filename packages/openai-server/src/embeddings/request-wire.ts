import { z } from 'zod';
import { optional, type WireShape } from '../parameters/wire-shape.ts';

/** The honoured parameters of `POST /v1/embeddings`. */
export interface EmbeddingRequest {
  model?: string | null | undefined;
  /** A text, several texts, one input in tokens, or several. */
  input: string | string[] | number[] | number[][];
  encoding_format?: 'float' | 'base64' | null | undefined;
  dimensions?: number | null | undefined;
}

/** Inputs of one request at most, as at OpenAI. */
const maxInputs = 2048;

const text = z.string().min(1, 'must not be empty');
const tokens = z.array(z.int().min(0).max(2_147_483_647)).min(1);

const shape: WireShape<EmbeddingRequest> = {
  model: optional(z.string(), 'Left out or `default`: the default model.'),
  input: z.union([text, z.array(text).min(1).max(maxInputs), tokens, z.array(tokens).min(1).max(maxInputs)]),
  encoding_format: optional(z.enum(['float', 'base64']), 'base64: little-endian 32-bit floats. Default float.'),
  dimensions: optional(z.int().min(1), "Only the model's own number is accepted."),
};

export const embeddingRequestSchema: z.ZodType<EmbeddingRequest> = z.object(shape);
