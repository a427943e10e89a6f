import type { GenerateRequest } from '@tuneloop/protocol';
import type { UpstreamKind } from '../options.ts';
import { encodeCommon, requireNoMessageSettings } from './encode-common.ts';
import { encodeMessages } from './encode-messages.ts';
import { encodeNative, isNative } from './encode-native.ts';
import { encodeChatFormat, encodeCompletionFormat } from './encode-output-format.ts';
import { encodeReasoning } from './encode-reasoning.ts';
import { encodeTools } from './encode-tools.ts';
import type { EncodedRequest, Target } from './encoded-request.ts';
import { unsupported } from './unsupported.ts';

/** Errors: `UNSUPPORTED` for what this upstream cannot be asked for; `INVALID_REQUEST`. */
export function encodeRequest(request: GenerateRequest, target: Target): EncodedRequest {
  refuse(request, target);
  if (isNative(request, target)) return encodeNative(request, target);
  return request.prompt.type === 'messages'
    ? { dialect: 'openai', path: '/v1/chat/completions', body: encodeChat(request, target) }
    : { dialect: 'openai', path: '/v1/completions', body: encodeCompletion(request, target) };
}

function refuse({ prompt, promptLogprobs }: GenerateRequest, { kind }: Target): void {
  if (!promptLogprobs) return;
  if (kind !== 'tuneloop') throw unsupported('log-probabilities of the prompt', kind);
  if (prompt.type === 'text' || prompt.type === 'tokens') return;
  throw unsupported('log-probabilities of such a prompt', kind, 'Send text or tokens.');
}

/** The part of a chat request that shapes its prompt; also what servers count tokens of. */
export function encodePrompt(
  request: Pick<GenerateRequest, 'prompt' | 'tools' | 'toolChoice' | 'reasoning' | 'templateVariables'>,
  { kind, model }: Target,
): Record<string, unknown> {
  const { prompt } = request;
  const messages = prompt.type === 'messages' ? prompt.messages : [];
  return {
    model,
    messages: encodeMessages(messages, kind),
    ...encodeTools(request, kind),
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
    ...(maxTokens !== undefined && { [limit]: Math.max(1, maxTokens) }),
    ...(tools?.length && parallelToolCalls !== undefined && { parallel_tool_calls: parallelToolCalls }),
    ...encodeChatFormat(request, kind),
    ...(logprobs && { logprobs: true, top_logprobs: logprobs.top }),
    ...encodeContinuation(request, kind),
  };
}

function encodeCompletion(request: GenerateRequest, target: Target): Record<string, unknown> {
  const { kind, model } = target;
  const { prompt, maxTokens } = request;
  requireNoMessageSettings(request);
  const text = prompt.type === 'text' ? prompt.text : prompt.type === 'tokens' ? prompt.tokens : '';
  if (typeof text !== 'string' && (kind === 'ollama' || kind === 'lm-studio')) {
    throw unsupported('the continuation of token ids', kind, 'Send text.');
  }
  // Left out, this endpoint means 16; -1 and null mean what fits.
  const limit = maxTokens ?? (takesMinusOne(kind) ? -1 : null);
  return {
    model,
    prompt: text,
    ...encodeShared(request, target),
    max_tokens: limit === 0 && kind !== 'tuneloop' ? 1 : limit,
    ...encodeCompletionFormat(request.outputFormat, kind),
    ...encodeTokenLogprobs(request),
  };
}

/** There is one number for both: the larger is asked for, and each gets what it wanted of it. */
function encodeTokenLogprobs({ logprobs, promptLogprobs }: GenerateRequest): object {
  if (promptLogprobs) return { echo: true, logprobs: Math.max(promptLogprobs.top, logprobs?.top ?? 0) };
  return logprobs === undefined ? {} : { logprobs: logprobs.top };
}

function encodeShared(request: GenerateRequest, target: Target): Record<string, unknown> {
  const { kind } = target;
  return {
    stream: true,
    // vLLM then tells the prompt's length with its first chunk.
    stream_options: { include_usage: true, ...(kind === 'vllm' && { continuous_usage_stats: true }) },
    ...encodeCommon(request, target),
    ...(kind === 'vllm' && request.logprobs && { return_token_ids: true }),
  };
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
