import { z } from 'zod';
import type { ChatCompletion } from '../chat-completions/body-encoder.ts';
import type { ExecutedTool } from '../chat-completions/executed-tool.ts';
import type { ChatCompletionChunk } from '../chat-completions/chunk-encoder.ts';
import type { IdentifiedLogprobsWire } from '../chat-completions/logprobs.ts';
import type { Completion } from '../completions/chunk-encoder.ts';
import type { EmbeddingList } from '../embeddings/encode-result.ts';
import type { ErrorBody } from '../errors/wire-error.ts';
import type { PromptProgressWire } from '../generation/prompt-progress.ts';
import type { TimingsWire, UsageWire } from '../generation/usage-wire.ts';
import type { ModelListWire, ModelWire } from '../models/encode-model.ts';

const count = z.int().min(0);

export const usageSchema: z.ZodType<UsageWire> = z.strictObject({
  prompt_tokens: count,
  completion_tokens: count,
  total_tokens: count,
  prompt_tokens_details: z.strictObject({ cached_tokens: count.describe('Reused from earlier requests.') }),
  completion_tokens_details: z.strictObject({ reasoning_tokens: count }),
});

export const timingsSchema: z.ZodType<TimingsWire> = z
  .strictObject({
    prompt_n: count,
    prompt_ms: z.number(),
    prompt_per_second: z.number(),
    predicted_n: count,
    predicted_ms: z.number(),
    predicted_per_second: z.number(),
    queue_ms: z.number(),
    ttft_ms: z.number(),
    discarded_n: count.exactOptional().describe('Tokens that context shifts dropped.'),
  })
  .describe("Not in OpenAI's API. Tokens and milliseconds; prompt_n leaves out reused tokens.");

const token = z.strictObject({ token: z.string(), logprob: z.number(), bytes: z.array(z.int().min(0).max(255)) });
const identified = token.extend({ id: z.int().describe('Of the token in the vocabulary.') });
const scoredToken = identified.extend({ top_logprobs: z.array(identified) });
const logprobContent = z.array(scoredToken);
const firstToken = z.strictObject({
  ...identified.shape,
  logprob: z.null().describe('Of the first token of an echoed prompt.'),
  top_logprobs: z.array(z.never()),
});
const completionLogprobContent = z.array(z.union([scoredToken, firstToken]));
const chatLogprobs: z.ZodType<IdentifiedLogprobsWire> = z.strictObject({ content: logprobContent, refusal: z.null() });
const stopReason = z.string().exactOptional().describe('The stop string that ended it, if one did.');
const executedTools: z.ZodType<ExecutedTool[]> = z.array(
  z.strictObject({
    index: count,
    type: z.literal('mcp'),
    server_label: z.string(),
    name: z.string(),
    arguments: z.string(),
    output: z.string().describe('What the model read, as JSON.'),
  }),
);
const promptProgress: z.ZodType<PromptProgressWire> = z.strictObject({
  total: count,
  cache: count,
  processed: count,
  time_ms: z.number(),
});
const finishReason = z.enum(['stop', 'length', 'tool_calls']);
const head = { id: z.string(), created: z.int(), model: z.string(), system_fingerprint: z.string() };

export const chatCompletionSchema: z.ZodType<ChatCompletion> = z.strictObject({
  ...head,
  object: z.literal('chat.completion'),
  choices: z.array(
    z.strictObject({
      index: count,
      message: z.strictObject({
        role: z.literal('assistant'),
        content: z.string().nullable(),
        refusal: z.null(),
        annotations: z.array(z.never()),
        reasoning_content: z.string().exactOptional(),
        tool_calls: z
          .array(
            z.strictObject({
              id: z.string(),
              type: z.literal('function'),
              function: z.strictObject({ name: z.string(), arguments: z.string() }),
            }),
          )
          .exactOptional(),
        executed_tools: executedTools.exactOptional(),
      }),
      logprobs: chatLogprobs.nullable(),
      finish_reason: finishReason,
      stop_reason: stopReason,
    }),
  ),
  usage: usageSchema,
  timings: timingsSchema,
});

export const chatCompletionChunkSchema: z.ZodType<ChatCompletionChunk> = z.strictObject({
  ...head,
  object: z.literal('chat.completion.chunk'),
  choices: z.array(
    z.strictObject({
      index: count,
      delta: z.strictObject({
        role: z.literal('assistant').exactOptional(),
        content: z.string().nullable().exactOptional(),
        refusal: z.null().exactOptional(),
        reasoning_content: z.string().exactOptional(),
        tool_calls: z
          .array(
            z.strictObject({
              index: count,
              id: z.string().exactOptional(),
              type: z.literal('function').exactOptional(),
              function: z.strictObject({ name: z.string().exactOptional(), arguments: z.string() }),
            }),
          )
          .exactOptional(),
        executed_tools: executedTools.exactOptional(),
      }),
      logprobs: chatLogprobs.nullable(),
      finish_reason: finishReason.nullable(),
      stop_reason: stopReason,
    }),
  ),
  usage: usageSchema.nullable().exactOptional(),
  timings: timingsSchema.exactOptional(),
  prompt_progress: promptProgress.exactOptional(),
});

export const completionSchema: z.ZodType<Completion> = z.strictObject({
  ...head,
  object: z.literal('text_completion'),
  choices: z.array(
    z.strictObject({
      index: count,
      text: z.string(),
      logprobs: z
        .strictObject({
          tokens: z.array(z.string()),
          token_logprobs: z.array(z.number().nullable().describe('null for the first token of an echoed prompt.')),
          top_logprobs: z.array(z.record(z.string(), z.number()).nullable()).nullable(),
          text_offset: z.array(count),
          content: completionLogprobContent,
        })
        .nullable(),
      finish_reason: finishReason.nullable(),
      stop_reason: stopReason,
    }),
  ),
  usage: usageSchema.nullable().exactOptional(),
  timings: timingsSchema.exactOptional(),
  prompt_progress: promptProgress.exactOptional(),
});

export const embeddingListSchema: z.ZodType<EmbeddingList> = z.strictObject({
  object: z.literal('list'),
  data: z.array(
    z.strictObject({
      object: z.literal('embedding'),
      index: count,
      embedding: z.union([z.array(z.number()), z.string().describe('Little-endian 32-bit floats in base64.')]),
    }),
  ),
  model: z.string(),
  usage: z.strictObject({ prompt_tokens: count, total_tokens: count }),
});

export const modelSchema: z.ZodType<ModelWire> = z.strictObject({
  id: z.string(),
  object: z.literal('model'),
  created: z.int(),
  owned_by: z.string(),
  max_model_len: count.exactOptional().describe('Tokens that one request may use, prompt and output together.'),
  modalities: z
    .strictObject({ vision: z.boolean().describe('Whether messages may hold images.') })
    .exactOptional()
    .describe('What it takes beside text, once that is known.'),
  parent: z.string().exactOptional().describe('For an adapter: the model that it changes.'),
  root: z.string().exactOptional().describe('For an adapter: the model whose weights it uses.'),
  status: z
    .strictObject({
      value: z
        .enum(['unloaded', 'loading', 'loaded', 'failed'])
        .describe('`unloaded`: loaded once a request names it.'),
      progress: z.number().exactOptional().describe('From 0 to 1.'),
    })
    .exactOptional(),
  meta: z
    .strictObject({
      size: z.int().exactOptional().describe('Bytes of the file.'),
      n_params: z.int().exactOptional(),
      architecture: z.string().exactOptional(),
      quantization: z.string().exactOptional(),
    })
    .exactOptional()
    .describe('What the file says of itself, where it is known.'),
});

export const modelListSchema: z.ZodType<ModelListWire> = z.strictObject({
  object: z.literal('list'),
  data: z.array(modelSchema),
});

export const errorSchema: z.ZodType<ErrorBody> = z.strictObject({
  error: z.strictObject({
    message: z.string(),
    type: z.string(),
    param: z.string().nullable().describe('The parameter to blame, for example messages[0].content.'),
    code: z.string().nullable(),
  }),
});
