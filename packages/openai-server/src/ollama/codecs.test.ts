import type { GenerationEvent, TokenLogprob } from '@tuneloop/protocol';
import { describe, expect, test } from 'vitest';
import { end, play, start, text } from '../../test/stub-model.ts';
import { decodeChat, ollamaChatCodec } from './chat.ts';
import { createLineEncoder, encodeAnswer, type OllamaAnswerHead } from './encode-answer.ts';
import { decodeGenerate, ollamaGenerateCodec } from './generate.ts';

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const user = { role: 'user', content: 'Hi' };
const chat = (body: object) => decodeChat({ messages: [user], ...body });

describe('a chat request', () => {
  test.each([
    [{}, undefined],
    [{ shift: true }, { enabled: true }],
    [
      { shift: false, options: { num_keep: 4 } },
      { enabled: false, keep: 5 },
    ],
    [{ options: { num_keep: -1 } }, { keep: 'prompt' }],
  ])('%j: what a full context does', (body, contextShift) => {
    const { request, ignored } = chat(body);
    expect(request?.contextShift).toEqual(contextShift);
    expect(ignored).toEqual([]);
  });

  test('is a stream of the default model when nothing else is said', () => {
    expect(decodeChat({ messages: [user] })).toEqual({
      model: undefined,
      stream: true,
      ignored: [],
      request: {
        prompt: { type: 'messages', messages: [{ role: 'user', content: 'Hi' }] },
        sampling: {},
      },
    });
  });

  test('has its options understood, and says which have no effect', () => {
    const options = {
      num_predict: 7,
      temperature: 0,
      top_k: 20,
      top_p: 0.9,
      min_p: 0.05,
      seed: 42,
      stop: ['\n', 'user:'],
      repeat_penalty: 1.2,
      repeat_last_n: 33,
      presence_penalty: 1.5,
      frequency_penalty: 1,
      num_ctx: 8192,
      mirostat: 0,
      typical_p: null,
    };
    const { request, ignored } = chat({ options, keep_alive: '5m', truncate: true });
    expect(request).toMatchObject({
      maxTokens: 7,
      stop: ['\n', 'user:'],
      sampling: {
        temperature: 0,
        topK: 20,
        topP: 0.9,
        minP: 0.05,
        seed: 42,
        repeatPenalty: 1.2,
        repeatLastN: 33,
        presencePenalty: 1.5,
        frequencyPenalty: 1,
      },
    });
    expect(ignored).toEqual(['truncate', 'options.num_ctx']);
  });

  test.each([-2, -1, 0])('takes num_predict %d for no limit', (num_predict) => {
    expect(chat({ options: { num_predict } }).request?.maxTokens).toBeUndefined();
  });

  test.each([
    ['json', { type: 'json-object' }],
    [{ type: 'object' }, { type: 'json-schema', schema: { type: 'object' } }],
    ['', undefined],
    [null, undefined],
  ])('with the format %j asks for %j', (format, outputFormat) => {
    expect(chat({ format }).request?.outputFormat).toEqual(outputFormat);
  });

  test.each([
    [true, { enabled: true, budgetTokens: undefined }],
    [false, { enabled: false, budgetTokens: undefined }],
    ['medium', { enabled: true, budgetTokens: 4096 }],
    ['max', { enabled: true, budgetTokens: undefined }],
    [null, undefined],
  ])('with think %j reasons %j', (think, reasoning) => {
    expect(chat({ think }).request?.reasoning).toEqual(reasoning);
  });

  test('carries images, as base64 and as data: URLs', () => {
    const images = [png, `data:image/png;base64,${png}`, '/9j/AA=='];
    const { request } = decodeChat({ messages: [{ ...user, images }] });
    expect(request?.prompt).toMatchObject({
      messages: [
        {
          content: [
            { type: 'text', text: 'Hi' },
            { type: 'image', url: `data:image/png;base64,${png}` },
            { type: 'image', url: `data:image/png;base64,${png}` },
            { type: 'image', url: 'data:image/jpeg;base64,/9j/AA==' },
          ],
        },
      ],
    });
  });

  test('gives each result of a tool to the call that it answers', () => {
    const call = (name: string, id?: string) => ({ ...(id && { id }), function: { name, arguments: { a: 1 } } });
    const { request } = decodeChat({
      messages: [
        {
          role: 'assistant',
          content: '',
          thinking: 'Hm.',
          tool_calls: [call('look'), call('hear', 'own'), call('look')],
        },
        { role: 'tool', content: 'noise', tool_name: 'hear' },
        { role: 'tool', content: 'a cat', tool_name: 'look' },
        { role: 'tool', content: 'a dog', tool_call_id: 'made up' },
        { role: 'tool', content: 'astray', tool_call_id: 'lost' },
      ],
    });
    const args = '{"a":1}';
    expect(request?.prompt).toEqual({
      type: 'messages',
      messages: [
        {
          role: 'assistant',
          content: '',
          reasoning: 'Hm.',
          toolCalls: [
            { id: 'call_1', name: 'look', arguments: args },
            { id: 'own', name: 'hear', arguments: args },
            { id: 'call_3', name: 'look', arguments: args },
          ],
        },
        { role: 'tool', toolCallId: 'own', content: 'noise' },
        { role: 'tool', toolCallId: 'call_1', content: 'a cat' },
        { role: 'tool', toolCallId: 'call_3', content: 'a dog' },
        { role: 'tool', toolCallId: 'lost', content: 'astray' },
      ],
    });
  });

  test('has tools', () => {
    const tools = [
      { type: 'function', function: { name: 'look', description: 'Looks.', parameters: { type: 'object' } } },
    ];
    expect(chat({ tools }).request?.tools).toEqual([
      { name: 'look', description: 'Looks.', parameters: { type: 'object' } },
    ]);
  });

  test.each([{ messages: [] }, {}, { messages: null, keep_alive: -1 }])('%j only loads the model', (body) => {
    expect(decodeChat(body).request).toBeUndefined();
  });

  test.each([
    [{ messages: [{ role: 'user', content: 'x', images: ['hello world'] }] }, 'messages[0].images[0]'],
    [{ messages: [{ role: 'system', content: 'x', images: [png] }] }, 'messages[0].images'],
    [{ messages: [{ role: 'robot', content: 'x' }] }, 'messages[0].role'],
    [{ options: { temperature: 'hot' } }, 'options.temperature'],
    [{ options: { temprature: 1 } }, 'options.temprature'],
    [{ options: { mirostat: 2 } }, 'options.mirostat'],
    [{ options: { num_predict: -3 } }, 'options.num_predict'],
    [{ format: 'yaml' }, 'format'],
    [{ think: 'loudly' }, 'think'],
    [{ top_logprobs: 3 }, 'top_logprobs'],
    [{ template: 'x' }, 'template'],
    [{ messages: [], keep_alive: 'soon' }, 'keep_alive'],
  ])('%j is refused, naming %s', (body, param) => {
    expect(() => chat(body)).toThrow(
      expect.objectContaining({
        code: 'INVALID_REQUEST',
        details: expect.objectContaining({ param }) as unknown,
      }) as Error,
    );
  });
});

describe('a request to continue a prompt', () => {
  test('goes through the chat template, with what the system says in front', () => {
    const { request } = decodeGenerate({ prompt: 'Why?', system: 'Be brief.', images: [png] });
    expect(request?.prompt).toEqual({
      type: 'messages',
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Why?' },
            { type: 'image', url: `data:image/png;base64,${png}` },
          ],
        },
      ],
    });
  });

  test('is taken as it is when raw', () => {
    const { request } = decodeGenerate({
      prompt: '[INST] Why? [/INST]',
      raw: true,
      suffix: '',
      template: '',
      context: [],
    });
    expect(request?.prompt).toEqual({ type: 'text', text: '[INST] Why? [/INST]' });
  });

  test.each([
    [{ suffix: 'end' }, 'suffix'],
    [{ template: '{{ .Prompt }}' }, 'template'],
    [{ context: [1] }, 'context'],
    [{ raw: true, system: 'x' }, 'system'],
    [{ raw: true, images: [png] }, 'images'],
    [{ prompt: 5 }, 'prompt'],
    [{ messages: [] }, 'messages'],
    [{ prompt: '', keep_alive: 'soon' }, 'keep_alive'],
  ])('%j is refused, naming %s', (body, param) => {
    expect(() => decodeGenerate({ prompt: 'Why?', ...body })).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ param }) as unknown }) as Error,
    );
  });

  test('without a prompt only loads the model', () => {
    expect(decodeGenerate({ model: 'stub' }).request).toBeUndefined();
  });
});

const head: OllamaAnswerHead = { model: 'stub', loadMs: 2, now: () => new Date('2026-01-02T03:04:05.678Z') };
const frame = { model: 'stub', created_at: '2026-01-02T03:04:05.678Z' };
/** Of the stub's events: 10 prompt tokens of which 4 cached in 3 ms, 3 tokens in 6 ms, 11 ms in all. */
const metrics = {
  total_duration: 13_000_000,
  load_duration: 2_000_000,
  prompt_eval_count: 10,
  prompt_eval_cached_count: 4,
  prompt_eval_duration: 3_000_000,
  eval_count: 3,
  eval_duration: 6_000_000,
};

const linesOf = (events: readonly GenerationEvent[], codec = ollamaChatCodec): object[] =>
  events.flatMap(createLineEncoder(head, codec.render));
const answerOf = (events: readonly GenerationEvent[], codec = ollamaChatCodec): Promise<object> =>
  encodeAnswer(head, codec.render, play(events));
const says = (content: string, rest: object = {}): object => ({ role: 'assistant', content, ...rest });

const reasoning = (value: string): GenerationEvent => ({ type: 'reasoning-delta', text: value });
const toolCall = (name: string, pieces: readonly string[], index = 0): GenerationEvent[] => [
  { type: 'tool-call-start', index, id: `call_${index}`, name },
  ...pieces.map((args): GenerationEvent => ({ type: 'tool-call-delta', index, arguments: args })),
  { type: 'tool-call-end', index },
];

describe('an answer to a chat', () => {
  test('comes in lines, the last with reason and metrics in nanoseconds', () => {
    expect(linesOf([start(), text('Hel'), text(''), text('lo'), end('length')])).toEqual([
      { ...frame, message: says('Hel'), done: false },
      { ...frame, message: says('lo'), done: false },
      { ...frame, message: says(''), done: true, done_reason: 'length', ...metrics },
    ]);
  });

  test('comes whole', async () => {
    expect(await answerOf([start(), reasoning('H'), reasoning('m.'), text('Hel'), text('lo'), end()])).toEqual({
      ...frame,
      message: says('Hello', { thinking: 'Hm.' }),
      done: true,
      done_reason: 'stop',
      ...metrics,
    });
  });

  test('has its tool calls whole, as objects, and stops after them', () => {
    const events = [start(), ...toolCall('look', ['{"far', '":true}']), ...toolCall('hear', [], 1), end('tool-calls')];
    const look = { id: 'call_0', function: { index: 0, name: 'look', arguments: { far: true } } };
    const hear = { id: 'call_1', function: { index: 1, name: 'hear', arguments: {} } };
    expect(linesOf(events)).toEqual([
      { ...frame, message: says('', { tool_calls: [look] }), done: false },
      { ...frame, message: says('', { tool_calls: [hear] }), done: false },
      { ...frame, message: says(''), done: true, done_reason: 'stop', ...metrics },
    ]);
    return expect(answerOf(events)).resolves.toMatchObject({ message: { tool_calls: [look, hear] } });
  });

  test.each(['{"far": tr', '[1]', 'far away', '{}{}'])('gives back a call with the arguments %j as text', (args) => {
    const content = `{"name": "look", "arguments": ${args}}`;
    expect(linesOf([start(), ...toolCall('look', [args]), end()])[0]).toMatchObject({ message: { content } });
    const cutOff = [start(), ...toolCall('look', [args]).slice(0, -1), end('length')];
    expect(linesOf(cutOff)).toMatchObject([{ message: { content } }, { done: true, done_reason: 'length' }]);
  });

  test('has log-probabilities', async () => {
    const logprob: TokenLogprob = {
      token: 'é',
      tokenId: 5,
      bytes: [195, 169],
      logprob: -0.5,
      top: [{ token: 'é', tokenId: 5, bytes: [195, 169], logprob: -Infinity }],
    };
    const events: GenerationEvent[] = [
      start(),
      { type: 'text-delta', text: '', logprobs: [logprob] },
      { type: 'text-delta', text: 'é', logprobs: [logprob] },
      end(),
    ];
    const { top: _, tokenId: __, ...token } = logprob;
    const wire = { ...token, top_logprobs: [{ ...token, logprob: -9999 }] };
    expect(linesOf(events)).toMatchObject([{ logprobs: [wire] }, { logprobs: [wire] }, { done: true }]);
    expect(await answerOf(events)).toMatchObject({ logprobs: [wire, wire] });
  });
});

test('an answer to a prompt has it in `response`', async () => {
  const events = [start(), reasoning('Hm.'), text('Hello'), end()];
  expect(linesOf(events, ollamaGenerateCodec)).toEqual([
    { ...frame, response: '', thinking: 'Hm.', done: false },
    { ...frame, response: 'Hello', done: false },
    { ...frame, response: '', done: true, done_reason: 'stop', ...metrics },
  ]);
  expect(await answerOf(events, ollamaGenerateCodec)).toEqual({
    ...frame,
    response: 'Hello',
    thinking: 'Hm.',
    done: true,
    done_reason: 'stop',
    ...metrics,
  });
});
