import {
  TuneloopError,
  type FinishReason,
  type GenerateRequest,
  type GenerationEvent,
  type Usage,
} from '@tuneloop/protocol';
import { demandsCall, planDemandedCall } from './demanded-call.ts';
import { cutShort, malformed } from './http/upstream-error.ts';
import { selectAdapters } from './model-adapters.ts';
import type { Upstream } from './pool/upstream.ts';
import { AnswerDecoder } from './wire/answer-decoder.ts';
import { completeUsage, type PartialUsage } from './wire/decode-usage.ts';
import { encodeRequest } from './wire/encode-request.ts';
import { NativeAnswerDecoder } from './wire/native-answer-decoder.ts';
import type { StreamDecoder } from './wire/stream-decoder.ts';
import { unsupported } from './wire/unsupported.ts';

export interface AnswerOptions {
  upstream: Upstream;
  request: GenerateRequest;
  /** The caller's id of the request, and the name under which the model is served. */
  id: string;
  model: string;
  /** `performance.now()` of the call, and how long it waited for its place here. */
  calledAt: number;
  queueMs: number;
  /** Tokens of prompt and output together: what an answer without a limit has at most. */
  contextSize: number;
  signal: AbortSignal;
}

/** Pieces of an answer of so many tokens: some servers send letters. One that goes on for ever would hold its place. */
function mostChunks(tokens: number): number {
  return 8 * tokens + 256;
}

/**
 * One try at one upstream. The start event comes with the upstream's first sign of life; its `promptTokens` are 0 where
 * the upstream counts them only at the end.
 */
export async function* streamAnswer(options: AnswerOptions): AsyncGenerator<GenerationEvent, void, void> {
  const { upstream, request, contextSize, signal } = options;
  refuseIgnoredTools(upstream, request);
  const { client } = upstream;
  const sentAt = performance.now();
  const call = await planDemandedCall(upstream, request, signal);
  const { dialect, path, body } = encodeRequest(call?.request ?? request, selectAdapters(upstream, request.adapters));
  const source = { upstream: client.name, apiKey: upstream.options.apiKey, topLogprobs: request.logprobs?.top };
  const answers: StreamDecoder =
    dialect === 'native'
      ? new NativeAnswerDecoder(source)
      : new AnswerDecoder({ ...source, topPromptLogprobs: request.promptLogprobs?.top });
  const decoder = call?.decoder(answers) ?? answers;
  // Few servers can generate nothing at all; they are asked for one token, which is then left out.
  const readsOnly = request.maxTokens === 0;
  const isWanted = ({ type }: GenerationEvent): boolean => !readsOnly || type === 'prompt-logprobs';
  const longest = mostChunks(request.maxTokens ?? contextSize);
  let start: PartialUsage | undefined;
  let firstTokenAt: number | undefined;

  for await (const { data } of client.events(path, { body, signal })) {
    if (data === '[DONE]') break;
    if (data === '') continue;
    const events = [...decoder.push(data)].filter(isWanted);
    if (decoder.outputChunks > longest) throw malformed(client.name, 'sends far more than it was asked for');
    if (start === undefined) {
      start = { ...decoder.usage };
      yield startEvent(options, start);
    }
    if (events.some(({ type }) => type !== 'prompt-logprobs')) firstTokenAt ??= performance.now();
    yield* events;
  }
  if (start === undefined) throw cutShort(client.name);
  const end = decoder.end();
  yield* end.events.filter(isWanted);
  upstream.succeeded();
  if (end.finishReason === 'stop' && demandsCall(request)) throw noCall(client.name);
  const finish = readsOnly ? { finishReason: 'length' as const } : end;
  const counted = { ...start, ...decoder.usage, ...(readsOnly && { completionTokens: 0 }) };
  const usage = completeUsage(counted, decoder.outputChunks);
  yield endEvent(options, { decoder, finish, usage, sentAt, firstTokenAt: firstTokenAt ?? performance.now() });
}

/** Not every server holds the model to it. */
function noCall(upstream: string): TuneloopError {
  const message = `${upstream} answered without the tool call that was demanded. Try again, or let the model choose.`;
  return new TuneloopError('OUTPUT_INVALID', message, { details: { upstream } });
}

/** llama-server would leave them out without a word. */
function refuseIgnoredTools({ profile }: Upstream, { tools, toolChoice }: GenerateRequest): void {
  if (!tools?.length || toolChoice === 'none' || profile?.kind !== 'llama.cpp' || profile.capabilities.tools) return;
  const advice = 'The chat template of its model has no place for them: leave them out, or give it another template.';
  throw unsupported('tools', profile.kind, advice);
}

function startEvent({ id, model }: AnswerOptions, usage: PartialUsage): GenerationEvent {
  const { promptTokens = 0, cachedTokens = 0 } = usage;
  return { type: 'generation-start', id, model, promptTokens, cachedTokens };
}

interface Ending {
  decoder: StreamDecoder;
  finish: { finishReason: FinishReason; stopSequence?: string | undefined };
  usage: Usage;
  sentAt: number;
  firstTokenAt: number;
}

function endEvent({ calledAt, queueMs }: AnswerOptions, ending: Ending): GenerationEvent {
  const { decoder, finish, usage, sentAt, firstTokenAt } = ending;
  const endedAt = performance.now();
  const { prefillMs, decodeMs } = decoder.timings;
  return {
    type: 'generation-end',
    finishReason: finish.finishReason,
    ...(finish.stopSequence !== undefined && { stopSequence: finish.stopSequence }),
    usage,
    timings: {
      queueMs,
      prefillMs: prefillMs ?? firstTokenAt - sentAt,
      timeToFirstTokenMs: firstTokenAt - calledAt,
      decodeMs: decodeMs ?? endedAt - firstTokenAt,
      totalMs: endedAt - calledAt,
    },
  };
}
