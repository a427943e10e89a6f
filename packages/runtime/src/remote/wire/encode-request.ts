import { TuneloopError, type GenerateRequest, type ToolChoice, type ToolDefinition } from '@tuneloop/protocol';
import type { UpstreamKind } from '../options.ts';
import { encodeMessages } from './encode-messages.ts';
import { encodeChatFormat, encodeCompletionFormat, refuseLocalFeatures } from './encode-output-format.ts';
import { encodeReasoning } from './encode-reasoning.ts';
import { encodeSampling } from './encode-sampling.ts';
import { unsupported } from './unsupported.ts';

/** A request as one upstream takes it. */
export interface EncodedRequest {
  path: '/v1/chat/completions' | '/v1/completions';
  body: Record<string, unknown>;
}

export interface Target {
  kind: UpstreamKind;
  /** What the upstream calls the model, adapter included. */
  model: string;
  /** Adapters beyond what a name can say; only where the server takes them. */
  lora?: { id: string | number; scale: number }[] | undefined;
}

/** Errors: `UNSUPPORTED` for what this upstream cannot be asked for; `INVALID_REQUEST`. */
export function encodeRequest(request: GenerateRequest, target: Target): EncodedRequest {
  refuseLocalFeatures(request);
  const { prompt } = request;
  if (prompt.type === 'infill') throw unsupported('filling in between two texts', target.kind);
  return prompt.type === 'messages'
    ? { path: '/v1/chat/completions', body: encodeChat(request, target) }
    : { path: '/v1/completions', body: encodeCompletion(request, target) };
}

/** The part of a chat request that shapes its prompt; also what servers count tokens of. */
export function encodePrompt(
  request: Pick<GenerateRequest, 'prompt' | 'tools' | 'toolChoice' | 'reasoning' | 'templateVariables'>,
  { kind, model }: Target,
): Record<string, unknown> {
  const { prompt, tools, toolChoice } = request;
  const messages = prompt.type === 'messages' ? prompt.messages : [];
  return {
    model,
    messages: encodeMessages(messages, kind),
    ...(tools?.length && {
      tools: tools.map((tool) => ({ type: 'function', function: { ...tool, parameters: objectSchema(tool) } })),
      ...(toolChoice !== undefined && { tool_choice: encodeToolChoice(toolChoice) }),
    }),
    ...encodeReasoning(request, kind),
  };
}

function encodeChat(request: GenerateRequest, target: Target): Record<string, unknown> {
  const { kind } = target;
  const { logprobs, tools, parallelToolCalls, maxTokens } = request;
  const limit = kind === 'openai' ? 'max_completion_tokens' : 'max_tokens';
  return {
    ...encodePrompt(request, target),
    ...encodeShared(request, target),
    ...(maxTokens !== undefined && { [limit]: maxTokens }),
    ...(tools?.length && parallelToolCalls !== undefined && { parallel_tool_calls: parallelToolCalls }),
    ...encodeChatFormat(request, kind),
    ...(logprobs && { logprobs: true, top_logprobs: logprobs.top }),
    ...encodeContinuation(request, kind),
  };
}

function encodeCompletion(request: GenerateRequest, target: Target): Record<string, unknown> {
  const { kind, model } = target;
  const { prompt, logprobs, maxTokens, tools, continueFinalMessage } = request;
  if (tools?.length || continueFinalMessage) {
    throw new TuneloopError('INVALID_REQUEST', 'Tools, and continuing a message, need messages as the prompt.');
  }
  const text = prompt.type === 'text' ? prompt.text : prompt.type === 'tokens' ? prompt.tokens : '';
  if (typeof text !== 'string' && (kind === 'ollama' || kind === 'lm-studio')) {
    throw unsupported('the continuation of token ids', kind, 'Send text.');
  }
  return {
    model,
    prompt: text,
    ...encodeShared(request, target),
    // Left out, this endpoint means 16; -1 and null mean what fits.
    max_tokens: maxTokens ?? (takesMinusOne(kind) ? -1 : null),
    ...encodeCompletionFormat(request.outputFormat, kind),
    // llama-server gives none at all for 0.
    ...(logprobs && { logprobs: kind === 'llama.cpp' ? Math.max(1, logprobs.top) : logprobs.top }),
  };
}

function encodeShared(request: GenerateRequest, { kind, lora }: Target): Record<string, unknown> {
  const { stop, reusePrefix } = request;
  const isLlamaCpp = kind === 'llama.cpp' || kind === 'tuneloop';
  return {
    stream: true,
    // vLLM then tells the prompt's length with its first chunk.
    stream_options: { include_usage: true, ...(kind === 'vllm' && { continuous_usage_stats: true }) },
    ...encodeSampling(request.sampling ?? {}, kind),
    ...(stop?.length && { stop }),
    ...(isLlamaCpp && { return_progress: true, ...(reusePrefix !== undefined && { cache_prompt: reusePrefix }) }),
    ...(kind === 'vllm' && request.logprobs && { return_token_ids: true }),
    ...(lora && { lora }),
  };
}

/** Servers expect an object; `true` and `false` say nothing about the arguments' properties. */
function objectSchema({ parameters }: ToolDefinition): object {
  return typeof parameters === 'boolean' ? { type: 'object', properties: {} } : parameters;
}

function encodeToolChoice(choice: ToolChoice): string | object {
  return typeof choice === 'string' ? choice : { type: 'function', function: { name: choice.name } };
}

function encodeContinuation({ continueFinalMessage }: GenerateRequest, kind: UpstreamKind): object {
  if (!continueFinalMessage) return {};
  if (kind === 'openai' || kind === 'ollama' || kind === 'lm-studio') {
    throw unsupported('the continuation of an assistant message', kind);
  }
  return { continue_final_message: true, add_generation_prompt: false };
}

function takesMinusOne(kind: UpstreamKind): boolean {
  return kind !== 'openai' && kind !== 'vllm' && kind !== 'sglang';
}
