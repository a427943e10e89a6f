import { generateRequestSchema, TuneloopError, type GenerationEvent } from '@tuneloop/protocol';
import { describe, expect, test } from 'vitest';
import { end, start, text } from '../../test/stub-model.ts';
import type { AnswerHead } from '../generation/choice-event.ts';
import { completionSchema } from '../openapi/response-schemas.ts';
import { completionCodec } from './codec.ts';

const head: AnswerHead = { id: 'cmpl-1', created: 1, model: 'stub', systemFingerprint: 'fp_1' };
const token = (value: string) => ({
  token: value,
  tokenId: 1,
  bytes: [...Buffer.from(value)],
  logprob: -1,
  top: [{ token: value, tokenId: 1, bytes: [], logprob: -1 }],
});

describe('prompts', () => {
  test.each([
    ['Once', [{ type: 'text', text: 'Once' }]],
    [
      ['Once', 'Twice'],
      [
        { type: 'text', text: 'Once' },
        { type: 'text', text: 'Twice' },
      ],
    ],
    [[1, 2], [{ type: 'tokens', tokens: [1, 2] }]],
    [
      [[1], [2, 3]],
      [
        { type: 'tokens', tokens: [1] },
        { type: 'tokens', tokens: [2, 3] },
      ],
    ],
  ])('%j', (prompt, expected) => {
    const { choices } = completionCodec.decode({ prompt });
    expect(choices.map((choice) => choice.prompt)).toEqual(expected);
    for (const choice of choices) expect(generateRequestSchema.safeParse(choice).error).toBeUndefined();
  });

  test('are each repeated n times, one after the other', () => {
    const { choices, choicesPerPrompt } = completionCodec.decode({ prompt: ['a', 'b'], n: 2, seed: 5 });
    expect(choicesPerPrompt).toBe(2);
    expect(choices.map(({ prompt, sampling }) => [prompt, sampling?.seed])).toEqual([
      [{ type: 'text', text: 'a' }, 5],
      [{ type: 'text', text: 'a' }, 6],
      [{ type: 'text', text: 'b' }, 5],
      [{ type: 'text', text: 'b' }, 6],
    ]);
  });

  test.each([
    [{}, 'prompt'],
    [{ prompt: [] }, 'prompt'],
    [{ prompt: ['a', 1] }, 'prompt[1]'],
    [{ prompt: [-1] }, 'prompt[0]'],
    [{ prompt: 'a', echo: 1 }, 'echo'],
    [{ prompt: [1], suffix: 'b' }, 'suffix'],
    [{ prompt: 'a', suffix: 'b', echo: true }, 'suffix'],
    [{ prompt: 'a', best_of: 1, n: 2 }, 'best_of'],
    [{ prompt: 'a', best_of: 2, stream: true }, 'best_of'],
    [{ prompt: 'a', best_of: 9 }, 'best_of'],
    [{ prompt: 'a', max_tokens: -2 }, 'max_tokens'],
    [{ prompt: 'a', messages: [] }, 'messages'],
    [{ prompt: 'a', logprobs: true }, 'logprobs'],
  ])('%j is refused naming %s', (body, param) => {
    let thrown;
    try {
      completionCodec.decode(body);
    } catch (error) {
      thrown = TuneloopError.from(error);
    }
    expect(thrown?.code).toBe('INVALID_REQUEST');
    expect(thrown?.details['param']).toBe(param);
  });
});

test('sixteen tokens are generated unless something else is said', () => {
  expect(completionCodec.decode({ prompt: 'a' }).choices[0]?.maxTokens).toBe(16);
  expect(completionCodec.decode({ prompt: 'a', max_tokens: -1 }).choices[0]?.maxTokens).toBeUndefined();
  expect(completionCodec.decode({ prompt: 'a', n_predict: 3 }).choices[0]?.maxTokens).toBe(3);
});

test('a stream has text and a finish reason, logprobs with running offsets, and usage last', () => {
  const decoded = completionCodec.decode({ prompt: 'a', stream: true, stream_options: { include_usage: true } });
  const encoder = completionCodec.streamEncoder(head, decoded);
  const events = [
    start(),
    { type: 'text-delta' as const, text: 'Hé', logprobs: [token('H'), token('é')] },
    { type: 'text-delta' as const, text: '!', logprobs: [token('!')] },
    end(),
  ];
  const chunks = [...events.flatMap((event) => encoder.encode({ index: 0, event })), ...encoder.finish()];
  expect(chunks.map((chunk) => completionSchema.parse(chunk))).toMatchObject([
    {
      id: 'cmpl-1',
      object: 'text_completion',
      usage: null,
      choices: [
        {
          index: 0,
          text: 'Hé',
          finish_reason: null,
          logprobs: {
            tokens: ['H', 'é'],
            token_logprobs: [-1, -1],
            top_logprobs: [{ H: -1 }, { é: -1 }],
            text_offset: [0, 1],
            content: [
              { id: expect.any(Number) as number, token: 'H', bytes: [72] },
              { token: 'é', bytes: [195, 169] },
            ],
          },
        },
      ],
    },
    { choices: [{ text: '!', logprobs: { text_offset: [2] } }] },
    { choices: [{ text: '', finish_reason: 'stop', logprobs: null }], timings: { predicted_n: 3 } },
    { choices: [], usage: { prompt_tokens: 10, completion_tokens: 3 } },
  ]);
});

test('a whole answer counts each prompt once', () => {
  const decoded = completionCodec.decode({ prompt: ['a', 'b'], n: 2 });
  const encoder = completionCodec.bodyEncoder(head, decoded);
  for (const index of [3, 1, 0, 2]) {
    encoder.add({ index, event: text(`text ${index}`) });
    encoder.add({ index, event: end(index === 3 ? 'length' : 'stop') });
  }
  expect(completionSchema.parse(encoder.body())).toMatchObject({
    choices: [
      { index: 0, text: 'text 0', finish_reason: 'stop', logprobs: null },
      { index: 1, text: 'text 1' },
      { index: 2, text: 'text 2' },
      { index: 3, text: 'text 3', finish_reason: 'length' },
    ],
    usage: { prompt_tokens: 20, completion_tokens: 12, total_tokens: 32 },
  });
});

test('the text behind a gap makes the prompt one to fill in', () => {
  const { choices } = completionCodec.decode({ prompt: ['a', 'b'], suffix: 'c' });
  expect(choices.map(({ prompt }) => prompt)).toEqual([
    { type: 'infill', prefix: 'a', suffix: 'c' },
    { type: 'infill', prefix: 'b', suffix: 'c' },
  ]);
  expect(completionCodec.decode({ prompt: [1], suffix: '' }).choices[0]?.prompt).toEqual({
    type: 'tokens',
    tokens: [1],
  });
});

describe('best_of', () => {
  const scored = (value: string, logprob: number) => ({
    type: 'text-delta' as const,
    text: value,
    logprobs: [{ ...token(value), logprob }],
  });

  test('returns the likeliest per token, however long, and counts all', () => {
    const decoded = completionCodec.decode({ prompt: ['a', 'b'], n: 1, best_of: 3 });
    expect(decoded.choices.map(({ logprobs }) => logprobs?.top)).toEqual([0, 0, 0, 0, 0, 0]);
    const encoder = completionCodec.bodyEncoder(head, decoded);
    const add = (index: number, ...events: GenerationEvent[]): void => {
      for (const event of [start(), ...events, end()]) encoder.add({ index, event });
    };
    add(0, scored('long', -1), scored(' and', -1), scored(' good', -1));
    add(1, scored('short', -2));
    add(2);
    add(3, scored('impossible', -Infinity));
    add(4, scored('unlikely', -50));
    add(5, scored('b', -51), scored('b', -51));
    expect(completionSchema.parse(encoder.body())).toMatchObject({
      choices: [
        { index: 0, text: 'long and good', logprobs: null },
        { index: 1, text: 'unlikely', logprobs: null },
      ],
      usage: { prompt_tokens: 20, completion_tokens: 18 },
    });
  });
});

describe('echo', () => {
  const first = { token: 'A', tokenId: 1, bytes: [65], logprob: null, top: [] as [] };
  const report = { type: 'prompt-logprobs' as const, tokens: [first, token('é')] };

  function answer(body: Record<string, unknown>, events: GenerationEvent[]) {
    const decoded = completionCodec.decode(body);
    const encoder = completionCodec.bodyEncoder(head, decoded);
    for (const event of events) encoder.add({ index: 0, event });
    const streaming = completionCodec.streamEncoder(head, completionCodec.decode({ ...body, stream: true }));
    const chunks = events.flatMap((event) => streaming.encode({ index: 0, event }));
    const whole = completionSchema.parse(encoder.body()).choices[0];
    const streamed = chunks.map((chunk) => completionSchema.parse(chunk).choices[0]);
    expect(streamed.map((choice) => choice?.text).join('')).toBe(whole?.text);
    return { request: decoded.choices[0], whole, streamed };
  }

  test('begins the answer with the prompt', () => {
    const { request, whole } = answer({ prompt: 'Aé', echo: true }, [start(), text('!'), end()]);
    expect(request?.promptLogprobs).toBeUndefined();
    expect(whole).toMatchObject({ text: 'Aé!', logprobs: null });
  });

  test('tells the text of a prompt in tokens', () => {
    const { request, whole } = answer({ prompt: [1, 2], echo: true }, [start(), report, text('!'), end()]);
    expect(request?.promptLogprobs).toEqual({ top: 0 });
    expect(whole).toMatchObject({ text: 'Aé!', logprobs: null });
  });

  test('scores the prompt, alone or with an answer', () => {
    const scoring = { prompt: 'Aé', echo: true, logprobs: 1, max_tokens: 0 };
    const alone = answer(scoring, [start(), report, end('length')]);
    expect(alone.request).toMatchObject({ maxTokens: 0, promptLogprobs: { top: 1 }, logprobs: { top: 1 } });
    const ofPrompt = { tokens: ['A', 'é'], token_logprobs: [null, -1], top_logprobs: [null, { é: -1 }] };
    const content = [{ id: 1, bytes: [65], logprob: null, top_logprobs: [] }, { logprob: -1 }];
    expect(alone.whole).toMatchObject({ text: 'Aé', logprobs: { ...ofPrompt, text_offset: [0, 1], content } });
    const delta = { type: 'text-delta' as const, text: '!', logprobs: [token('!')] };
    const { whole, streamed } = answer({ ...scoring, max_tokens: 1 }, [start(), report, delta, end('length')]);
    expect(whole?.logprobs).toMatchObject({
      tokens: ['A', 'é', '!'],
      token_logprobs: [null, -1, -1],
      text_offset: [0, 1, 2],
    });
    expect(streamed.map((choice) => choice?.logprobs?.text_offset ?? null)).toEqual([[0, 1], [2], null]);
  });
});
