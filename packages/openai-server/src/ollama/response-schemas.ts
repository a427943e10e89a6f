import { z } from 'zod';
import type { OllamaChatMessage } from './chat.ts';
import type {
  OllamaListedModel,
  OllamaModelDescription,
  OllamaModelDetails,
  OllamaRunningModel,
} from './describe-model.ts';
import type { OllamaEmbeddingsResponse, OllamaEmbedResponse } from './embed-wire.ts';
import type { OllamaMetrics } from './encode-answer.ts';
import type { OllamaError } from './error-wire.ts';
import type { Piece } from './piece.ts';

/** What an answer and each line of one have, whatever the endpoint; the metrics are in the last line. */
interface OllamaAnswer extends Partial<OllamaMetrics> {
  model: string;
  created_at: string;
  done: boolean;
  done_reason?: 'stop' | 'length' | 'load';
  logprobs?: Piece['logprobs'];
}

export interface OllamaChatAnswer extends OllamaAnswer {
  message: OllamaChatMessage;
}

export interface OllamaGenerateAnswer extends OllamaAnswer {
  response: string;
  thinking?: string;
}

const count = z.int().min(0);
const duration = count.describe('In nanoseconds.');
const time = z.iso.datetime();
const token = z.strictObject({ token: z.string(), logprob: z.number(), bytes: z.array(z.int().min(0).max(255)) });

const answer = {
  model: z.string(),
  created_at: time,
  done: z.boolean(),
  done_reason: z.enum(['stop', 'length', 'load']).exactOptional(),
  logprobs: z.array(token.extend({ top_logprobs: z.array(token) })).exactOptional(),
  total_duration: duration.exactOptional(),
  load_duration: duration.exactOptional(),
  prompt_eval_count: count.exactOptional(),
  prompt_eval_cached_count: count.describe('Of the prompt’s tokens, those reused from earlier.').exactOptional(),
  prompt_eval_duration: duration.exactOptional(),
  eval_count: count.exactOptional(),
  eval_duration: duration.exactOptional(),
};

const toolCall = z.strictObject({
  id: z.string(),
  function: z.strictObject({ index: count, name: z.string(), arguments: z.record(z.string(), z.unknown()) }),
});

export const ollamaChatAnswerSchema: z.ZodType<OllamaChatAnswer> = z.strictObject({
  ...answer,
  message: z.strictObject({
    role: z.literal('assistant'),
    content: z.string(),
    thinking: z.string().exactOptional(),
    tool_calls: z.array(toolCall).exactOptional(),
  }),
});

export const ollamaGenerateAnswerSchema: z.ZodType<OllamaGenerateAnswer> = z.strictObject({
  ...answer,
  response: z.string(),
  thinking: z.string().exactOptional(),
});

export const ollamaEmbedAnswerSchema: z.ZodType<OllamaEmbedResponse> = z.strictObject({
  model: z.string(),
  embeddings: z.array(z.array(z.number())),
  total_duration: duration,
  load_duration: duration,
  prompt_eval_count: count,
});

export const ollamaEmbeddingsAnswerSchema: z.ZodType<OllamaEmbeddingsResponse> = z.strictObject({
  embedding: z.array(z.number()),
});

const details: z.ZodType<OllamaModelDetails> = z.strictObject({
  parent_model: z.string(),
  format: z.string(),
  family: z.string(),
  families: z.array(z.string()).nullable(),
  parameter_size: z.string(),
  quantization_level: z.string(),
});

const listed = { name: z.string(), model: z.string(), size: count, digest: z.string(), details };

export const ollamaModelListSchema: z.ZodType<{ models: OllamaListedModel[] }> = z.strictObject({
  models: z.array(z.strictObject({ ...listed, modified_at: time })),
});

export const ollamaRunningListSchema: z.ZodType<{ models: OllamaRunningModel[] }> = z.strictObject({
  models: z.array(z.strictObject({ ...listed, expires_at: time, size_vram: count, context_length: count })),
});

export const ollamaModelDescriptionSchema: z.ZodType<OllamaModelDescription> = z.strictObject({
  modelfile: z.literal(''),
  template: z.literal(''),
  parameters: z.string(),
  details,
  model_info: z.record(z.string(), z.union([z.string(), z.number()])),
  capabilities: z.array(z.enum(['completion', 'tools', 'vision', 'thinking', 'embedding'])),
  modified_at: time.exactOptional(),
});

export const ollamaVersionSchema: z.ZodType<{ version: string }> = z.strictObject({ version: z.string() });

export const ollamaErrorSchema: z.ZodType<OllamaError> = z.strictObject({ error: z.string() });
