import type { GenerationEvent } from '@tuneloop/protocol';
import { describe, expect, test } from 'vitest';
import { end, start, text } from '../../test/stub-model.ts';
import type { AnswerHead } from '../generation/choice-event.ts';
import { chatCompletionChunkSchema, chatCompletionSchema } from '../openapi/response-schemas.ts';
import { createChatBodyEncoder } from './body-encoder.ts';
import { createChatChunkEncoder, type ChatCompletionChunk } from './chunk-encoder.ts';

const head: AnswerHead = { id: 'chatcmpl-1', created: 1_700_000_000, model: 'stub', systemFingerprint: 'fp_1' };
const frame = {
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1_700_000_000,
  model: 'stub',
  system_fingerprint: 'fp_1',
};
const wireUsage = {
  prompt_tokens: 10,
  completion_tokens: 3,
  total_tokens: 13,
  prompt_tokens_details: { cached_tokens: 4 },
  completion_tokens_details: { reasoning_tokens: 1 },
};
const wireTimings = {
  prompt_n: 6,
  prompt_ms: 3,
  prompt_per_second: 2000,
  predicted_n: 3,
  predicted_ms: 6,
  predicted_per_second: 500,
  queue_ms: 1,
  ttft_ms: 5,
};
const logprob = {
  token: 'é',
  tokenId: 5,
  bytes: [195, 169],
  logprob: -0.5,
  top: [
    { token: 'é', tokenId: 5, bytes: [195, 169], logprob: -0.5 },
    { token: 'x', tokenId: 6, bytes: [120], logprob: -Infinity },
  ],
};
const wireLogprobs = {
  content: [
    {
      id: 5,
      token: 'é',
      logprob: -0.5,
      bytes: [195, 169],
      top_logprobs: [
        { id: 5, token: 'é', logprob: -0.5, bytes: [195, 169] },
        { id: 6, token: 'x', logprob: -9999, bytes: [120] },
      ],
    },
  ],
  refusal: null,
};

function chunksOf(events: readonly GenerationEvent[], includeUsage = false): ChatCompletionChunk[] {
  const encoder = createChatChunkEncoder(head, { includeUsage });
  const chunks = [...events.flatMap((event) => encoder.encode({ index: 0, event })), ...encoder.finish()];
  return chunks.map((chunk) => chatCompletionChunkSchema.parse(chunk));
}

function choice(delta: object, finish_reason: string | null = null, logprobs: unknown = null): object {
  return { index: 0, delta, logprobs, finish_reason };
}

describe('a stream', () => {
  test('begins with the role and ends with the finish reason and timings', () => {
    expect(chunksOf([start(), text('Hel'), text(''), text('lo'), end('length')])).toEqual([
      { ...frame, choices: [choice({ role: 'assistant', content: '', refusal: null })] },
      { ...frame, choices: [choice({ content: 'Hel' })] },
      { ...frame, choices: [choice({ content: 'lo' })] },
      { ...frame, choices: [choice({}, 'length')], timings: wireTimings },
    ]);
  });

  test('sends nothing before the first piece, so that its time is the time to the first token', () => {
    expect(createChatChunkEncoder(head, { includeUsage: false }).encode({ index: 0, event: start() })).toEqual([]);
  });

  test('has usage in every chunk when asked for: null until the last, which has no choices', () => {
    const chunks = chunksOf([start(), text('Hi'), end()], true);
    expect(chunks.map(({ usage }) => usage)).toEqual([null, null, null, wireUsage]);
    expect(chunks.at(-1)).toMatchObject({ choices: [], timings: wireTimings });
  });

  test('carries reasoning and tool calls in pieces', () => {
    const events: GenerationEvent[] = [
      start(),
      { type: 'reasoning-delta', text: 'Hm.' },
      { type: 'tool-call-start', index: 0, id: 'call_1', name: 'look' },
      { type: 'tool-call-delta', index: 0, arguments: '{"a":' },
      { type: 'tool-call-delta', index: 0, arguments: '1}' },
      { type: 'tool-call-end', index: 0 },
      end('tool-calls'),
    ];
    expect(chunksOf(events).map(({ choices }) => choices[0])).toEqual([
      choice({ role: 'assistant', content: null, refusal: null }),
      choice({ reasoning_content: 'Hm.' }),
      choice({ tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'look', arguments: '' } }] }),
      choice({ tool_calls: [{ index: 0, function: { arguments: '{"a":' } }] }),
      choice({ tool_calls: [{ index: 0, function: { arguments: '1}' } }] }),
      choice({}, 'tool_calls'),
    ]);
  });

  test('tells the prompt first where that is asked for, and the stop string that ended it', () => {
    const encoder = createChatChunkEncoder(head, { includeUsage: false, returnProgress: true });
    const [progress] = encoder.encode({ index: 0, event: start() });
    expect(chatCompletionChunkSchema.parse(progress)).toMatchObject({
      choices: [],
      prompt_progress: { total: 10, cache: 4, processed: 4 },
    });
    const last = encoder.encode({ index: 0, event: { ...end(), stopSequence: 'END' } }).at(-1);
    expect(chatCompletionChunkSchema.parse(last).choices[0]).toMatchObject({ stop_reason: 'END' });
  });

  test('carries logprobs, also of tokens whose text is held back', () => {
    const [, held] = chunksOf([start(), { type: 'text-delta', text: '', logprobs: [logprob] }, end()]);
    expect(held?.choices).toEqual([choice({ content: '' }, null, wireLogprobs)]);
  });

  test('keeps choices apart and counts their prompt once', () => {
    const encoder = createChatChunkEncoder(head, { includeUsage: true });
    const events = [
      { index: 1, event: start() },
      { index: 0, event: start() },
      { index: 1, event: text('b') },
      { index: 0, event: text('a') },
      { index: 1, event: end() },
      { index: 0, event: end() },
    ];
    const chunks = events.flatMap((event) => encoder.encode(event)) as ChatCompletionChunk[];
    expect(chunks.map(({ choices }) => choices[0]?.index)).toEqual([1, 1, 0, 0, 1, 0]);
    expect(encoder.finish()).toMatchObject([{ usage: { prompt_tokens: 10, completion_tokens: 6, total_tokens: 16 } }]);
  });
});

describe('a whole answer', () => {
  test('holds the text, reasoning, logprobs, usage and timings', () => {
    const encoder = createChatBodyEncoder(head, 1);
    const events: GenerationEvent[] = [
      start(),
      { type: 'reasoning-delta', text: 'Hm' },
      { type: 'reasoning-delta', text: '.' },
      { type: 'text-delta', text: 'é', logprobs: [logprob] },
      text('!'),
      end(),
    ];
    for (const event of events) encoder.add({ index: 0, event });
    expect(chatCompletionSchema.parse(encoder.body())).toEqual({
      ...frame,
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'é!', refusal: null, annotations: [], reasoning_content: 'Hm.' },
          logprobs: wireLogprobs,
          finish_reason: 'stop',
        },
      ],
      usage: wireUsage,
      timings: wireTimings,
    });
  });

  test('with tool calls has no content', () => {
    const encoder = createChatBodyEncoder(head, 2);
    const events: GenerationEvent[] = [
      { type: 'tool-call-start', index: 0, id: 'call_1', name: 'look' },
      { type: 'tool-call-delta', index: 0, arguments: '{}' },
      { type: 'tool-call-end', index: 0 },
      end('tool-calls'),
    ];
    for (const event of events) encoder.add({ index: 1, event });
    encoder.add({ index: 0, event: text('no') });
    encoder.add({ index: 0, event: end() });
    expect(encoder.body()).toMatchObject({
      choices: [
        { index: 0, message: { content: 'no' }, finish_reason: 'stop' },
        {
          index: 1,
          message: {
            content: null,
            tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'look', arguments: '{}' } }],
          },
          finish_reason: 'tool_calls',
        },
      ],
      usage: { prompt_tokens: 10, completion_tokens: 6 },
    });
  });

  test('cannot be made of a generation without an end', () => {
    const encoder = createChatBodyEncoder(head, 1);
    encoder.add({ index: 0, event: text('a') });
    expect(() => encoder.body()).toThrow('generation-end');
  });
});
