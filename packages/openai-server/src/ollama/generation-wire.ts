import { jsonSchemaSchema, type GenerateRequest, type JsonSchema, type OutputFormat } from '@tuneloop/protocol';
import { z } from 'zod';
import { decodeReasoning } from '../chat-completions/decode-reasoning.ts';
import { requestProblem } from '../errors/request-problem.ts';
import type { JsonObject } from '../http/read-json-body.ts';
import { optional, type WireShape } from '../parameters/wire-shape.ts';
import { keepAliveSchema, type KeepAlive, type KeepAliveWire } from './keep-alive.ts';
import { decodeModelOptions } from './model-options.ts';

export type ThinkWire = boolean | 'low' | 'medium' | 'high' | 'max';

/** What `/api/chat` and `/api/generate` have in common on the wire. */
export interface OllamaGenerationWire {
  model?: string | null | undefined;
  stream?: boolean | null | undefined;
  format?: JsonSchema | 'json' | '' | null | undefined;
  options?: JsonObject | null | undefined;
  think?: ThinkWire | null | undefined;
  logprobs?: boolean | null | undefined;
  top_logprobs?: number | null | undefined;
  keep_alive?: KeepAliveWire;
  shift?: boolean | null | undefined;
}

export const ollamaGenerationShape: WireShape<OllamaGenerationWire> = {
  model: optional(z.string(), 'Left out or `default`: the default model. `:latest` at its end means nothing.'),
  stream: optional(z.boolean(), 'Default true: lines of JSON.'),
  format: optional(z.union([z.enum(['json', '']), jsonSchemaSchema]), '`json`, or a JSON Schema; enforced.'),
  options: optional(z.record(z.string(), z.unknown())),
  think: optional(
    z.union([z.boolean(), z.enum(['low', 'medium', 'high', 'max'])]),
    'low and medium limit reasoning to 1024 and 4096 tokens.',
  ),
  logprobs: optional(z.boolean()),
  top_logprobs: optional(z.int().min(0).max(20)),
  keep_alive: keepAliveSchema,
  shift: optional(z.boolean(), 'Whether a full context drops its middle and goes on. Default: as the server is set.'),
};

/** What a codec makes of a request's body. */
export interface OllamaGeneration {
  /** `undefined`: the default model. */
  model: string | undefined;
  /** Left out when the model is only to be loaded. */
  request: GenerateRequest | undefined;
  stream: boolean;
  /** Left out where the request does not say. */
  keepAlive?: KeepAlive | undefined;
  /** Parameters that were accepted without effect. */
  ignored: string[];
}

/** The part of the engine's request that does not depend on the endpoint. */
export function decodeGeneration(wire: OllamaGenerationWire, ignored: string[]): Omit<GenerateRequest, 'prompt'> {
  return {
    ...decodeModelOptions(wire.options ?? {}, ignored, wire.shift ?? undefined),
    ...decodeThink(wire.think ?? undefined),
    outputFormat: decodeFormat(wire.format ?? ''),
    logprobs: decodeLogprobs(wire),
  };
}

function decodeThink(think: ThinkWire | undefined): Pick<GenerateRequest, 'reasoning' | 'templateVariables'> {
  return decodeReasoning(typeof think === 'boolean' ? { enable_thinking: think } : { reasoning_effort: think });
}

function decodeFormat(format: JsonSchema | 'json' | ''): OutputFormat | undefined {
  if (format === '') return undefined;
  return format === 'json' ? { type: 'json-object' } : { type: 'json-schema', schema: format };
}

function decodeLogprobs(wire: OllamaGenerationWire): GenerateRequest['logprobs'] {
  if (wire.logprobs) return { top: wire.top_logprobs ?? 0 };
  if (wire.top_logprobs) {
    throw requestProblem('conflicting_parameters', '"top_logprobs" needs "logprobs": true.', 'top_logprobs');
  }
  return undefined;
}
