import { generateRequestSchema, TuneloopError } from '@tuneloop/protocol';
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
    [{ prompt: 'a', echo: true }, 'echo'],
    [{ prompt: 'a', suffix: 'b' }, 'suffix'],
    [{ prompt: 'a', best_of: 2 }, 'best_of'],
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
