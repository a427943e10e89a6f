import { z } from 'zod';
import { optional, type WireShape } from '../parameters/wire-shape.ts';
import { keepAliveSchema, type KeepAliveWire } from './keep-alive.ts';

/** The honoured parameters of `POST /api/embed`. */
export interface OllamaEmbedRequest {
  model?: string | null | undefined;
  input: string | string[];
  dimensions?: number | null | undefined;
  keep_alive?: KeepAliveWire;
}

export interface OllamaEmbedResponse {
  model: string;
  /** `[input, dimension]`, L2-normalised. */
  embeddings: number[][];
  /** In nanoseconds, as every duration. */
  total_duration: number;
  load_duration: number;
  prompt_eval_count: number;
}

/** The honoured parameters of `POST /api/embeddings`. */
export interface OllamaEmbeddingsRequest {
  model?: string | null | undefined;
  prompt: string;
  keep_alive?: KeepAliveWire;
}

export interface OllamaEmbeddingsResponse {
  embedding: number[];
}

const model = optional(z.string(), 'Left out or `default`: the default model.');

const embedShape: WireShape<OllamaEmbedRequest> = {
  model,
  input: z.union([z.string(), z.array(z.string().min(1, 'must not be empty')).max(2048)]),
  dimensions: optional(z.int().min(1), "Only the model's own number is accepted."),
  keep_alive: keepAliveSchema,
};

export const ollamaEmbedRequestSchema: z.ZodType<OllamaEmbedRequest> = z.object(embedShape);

const embeddingsShape: WireShape<OllamaEmbeddingsRequest> = {
  model,
  prompt: z.string(),
  keep_alive: keepAliveSchema,
};

export const ollamaEmbeddingsRequestSchema: z.ZodType<OllamaEmbeddingsRequest> = z.object(embeddingsShape);
