import type { FinishReason, GenerateRequest, GenerationEvent } from '@tuneloop/protocol';
import { cutShort } from './http/upstream-error.ts';
import { selectAdapters } from './model-adapters.ts';
import type { Upstream } from './pool/upstream.ts';
import { AnswerDecoder } from './wire/answer-decoder.ts';
import { completeUsage, type PartialUsage } from './wire/decode-usage.ts';
import { encodeRequest } from './wire/encode-request.ts';

export interface AnswerOptions {
  upstream: Upstream;
  request: GenerateRequest;
  /** The caller's id of the request, and the name under which the model is served. */
  id: string;
  model: string;
  /** `performance.now()` of the call, and how long it waited for its place here. */
  calledAt: number;
  queueMs: number;
  signal: AbortSignal;
}

/**
 * One try at one upstream. The start event comes with the upstream's first sign of life; its `promptTokens` are 0 where
 * the upstream counts them only at the end.
 */
export async function* streamAnswer(options: AnswerOptions): AsyncGenerator<GenerationEvent, void, void> {
  const { upstream, request, signal } = options;
  const { path, body } = encodeRequest(request, selectAdapters(upstream, request.adapters));
  const { client, options: upstreamOptions } = upstream;
  const decoder = new AnswerDecoder({
    upstream: client.name,
    apiKey: upstreamOptions.apiKey,
    topLogprobs: request.logprobs?.top,
  });
  const sentAt = performance.now();
  let start: PartialUsage | undefined;
  let firstTokenAt: number | undefined;

  for await (const { data } of client.events(path, { body, signal })) {
    if (data === '[DONE]') break;
    if (data === '') continue;
    const events = [...decoder.push(data)];
    if (start === undefined) {
      start = { ...decoder.usage };
      yield startEvent(options, start);
    }
    if (events.length > 0) firstTokenAt ??= performance.now();
    yield* events;
  }
  if (start === undefined) throw cutShort(client.name);
  const finish = yield* decoder.end();
  upstream.succeeded();
  yield endEvent(options, { decoder, finish, start, sentAt, firstTokenAt: firstTokenAt ?? performance.now() });
}

function startEvent({ id, model }: AnswerOptions, usage: PartialUsage): GenerationEvent {
  const { promptTokens = 0, cachedTokens = 0 } = usage;
  return { type: 'generation-start', id, model, promptTokens, cachedTokens };
}

interface Ending {
  decoder: AnswerDecoder;
  finish: { finishReason: FinishReason; stopSequence: string | undefined };
  start: PartialUsage;
  sentAt: number;
  firstTokenAt: number;
}

function endEvent({ calledAt, queueMs }: AnswerOptions, ending: Ending): GenerationEvent {
  const { decoder, finish, sentAt, firstTokenAt } = ending;
  const endedAt = performance.now();
  const { prefillMs, decodeMs } = decoder.timings;
  return {
    type: 'generation-end',
    finishReason: finish.finishReason,
    ...(finish.stopSequence !== undefined && { stopSequence: finish.stopSequence }),
    usage: completeUsage({ ...ending.start, ...decoder.usage }, decoder.outputChunks),
    timings: {
      queueMs,
      prefillMs: prefillMs ?? firstTokenAt - sentAt,
      timeToFirstTokenMs: firstTokenAt - calledAt,
      decodeMs: decodeMs ?? endedAt - firstTokenAt,
      totalMs: endedAt - calledAt,
    },
  };
}
