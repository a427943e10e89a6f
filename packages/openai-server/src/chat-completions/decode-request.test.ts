import { generateRequestSchema, TuneloopError, type GenerateRequest } from '@tuneloop/protocol';
import { describe, expect, test } from 'vitest';
import { decodeChatCompletion } from './decode-request.ts';

const messages = [{ role: 'user', content: 'Hi' }];
const weather = { type: 'function', function: { name: 'weather', parameters: { type: 'object' } } };

function decodeOne(parameters: Record<string, unknown>): GenerateRequest {
  const [request] = decodeChatCompletion({ messages, ...parameters }).choices;
  expect(generateRequestSchema.safeParse(request).error).toBeUndefined();
  return request as GenerateRequest;
}

function refusalOf(body: Record<string, unknown>): { problem: unknown; param: unknown; message: string } {
  try {
    decodeChatCompletion(body);
  } catch (error) {
    const known = TuneloopError.from(error);
    expect(known.code).toBe('INVALID_REQUEST');
    return { problem: known.details['problem'], param: known.details['param'], message: known.message };
  }
  throw new Error('The body was accepted.');
}

describe('messages', () => {
  test('of every role and form become the engine’s', () => {
    const { prompt } = decodeOne({
      messages: [
        { role: 'developer', content: [{ type: 'text', text: 'Be brief.' }], name: 'boss' },
        { role: 'system', content: 'Be kind.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } },
          ],
        },
        { role: 'assistant', content: null, refusal: 'I cannot say.', annotations: [], audio: null },
        { role: 'user', content: 'Try' },
        {
          role: 'assistant',
          content: null,
          reasoning_content: 'Hm.',
          tool_calls: [
            { id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"broken": ' } },
            { id: 'call_2', function: { name: 'see', arguments: { far: true } } },
          ],
        },
        { role: 'tool', tool_call_id: 'call_1', content: 'nothing' },
        { role: 'tool', tool_call_id: 'call_2', content: [{ type: 'text', text: 'a cat' }] },
      ],
    });
    expect(prompt).toEqual({
      type: 'messages',
      messages: [
        { role: 'developer', content: [{ type: 'text', text: 'Be brief.' }], name: 'boss' },
        { role: 'system', content: 'Be kind.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image', url: 'data:image/png;base64,AAAA' },
          ],
        },
        { role: 'assistant', content: 'I cannot say.' },
        { role: 'user', content: 'Try' },
        {
          role: 'assistant',
          content: '',
          reasoning: 'Hm.',
          toolCalls: [
            { id: 'call_1', name: 'look', arguments: '{"broken": ' },
            { id: 'call_2', name: 'see', arguments: '{"far":true}' },
          ],
        },
        { role: 'tool', toolCallId: 'call_1', content: 'nothing' },
        { role: 'tool', toolCallId: 'call_2', content: [{ type: 'text', text: 'a cat' }] },
      ],
    });
  });

  test.each([
    [{}, 'missing_required_parameter', 'messages'],
    [{ messages: null }, 'invalid_type', 'messages'],
    [{ messages: [] }, 'invalid_value', 'messages'],
    [{ messages: [{ role: 'user' }] }, 'invalid_type', 'messages[0].content'],
    [{ messages: [...messages, { role: 'user', content: 3 }] }, 'invalid_type', 'messages[1].content'],
    [{ messages: [{ role: 'king', content: 'x' }] }, 'invalid_value', 'messages[0].role'],
    [{ messages: [{ role: 'tool', content: 'x' }] }, 'missing_required_parameter', 'messages[0].tool_call_id'],
    [
      { messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: {} }] }] },
      'invalid_value',
      'messages[0].content[0].type',
    ],
    [
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://a.example/i.png' } }] }] },
      'invalid_value',
      'messages[0].content[0].image_url.url',
    ],
  ])('%j is refused as %s, naming %s', (body, problem, param) => {
    expect(refusalOf(body)).toMatchObject({ problem, param });
  });

  test('a remote image is refused in words that help', () => {
    const content = [{ type: 'image_url', image_url: { url: 'https://a.example/i.png' } }];
    expect(refusalOf({ messages: [{ role: 'user', content }] }).message).toContain('must be a data:image/… URL');
  });
});

describe('sampling', () => {
  test('settings of OpenAI and llama-server keep their meaning', () => {
    const { sampling } = decodeOne({
      temperature: 0.5,
      top_p: 0.9,
      top_k: -1,
      min_p: 0.1,
      seed: -2,
      presence_penalty: 1,
      frequency_penalty: -1,
      repetition_penalty: 1.1,
      repeat_last_n: 64,
      logit_bias: { '42': -100 },
      dry_multiplier: 0.8,
      dry_sequence_breakers: ['\n'],
      xtc_probability: 0.5,
    });
    expect(sampling).toEqual({
      temperature: 0.5,
      topP: 0.9,
      topK: 0,
      minP: 0.1,
      seed: 0xffff_fffe,
      presencePenalty: 1,
      frequencyPenalty: -1,
      repeatPenalty: 1.1,
      repeatLastN: 64,
      logitBias: { 42: -100 },
      dry: { multiplier: 0.8, sequenceBreakers: ['\n'] },
      xtc: { probability: 0.5, threshold: 0.1 },
    });
  });

  test('n gives requests that differ in their seed only, which wraps', () => {
    const { choices } = decodeChatCompletion({ messages, n: 3, seed: 0xffff_ffff });
    expect(choices.map(({ sampling }) => sampling?.seed)).toEqual([0xffff_ffff, 0, 1]);
    expect(decodeChatCompletion({ messages, n: 2 }).choices.map(({ sampling }) => sampling?.seed)).toEqual([
      undefined,
      undefined,
    ]);
  });

  test.each([
    [{ temperature: -1 }, 'temperature'],
    [{ temperature: 'hot' }, 'temperature'],
    [{ n: 9 }, 'n'],
    [{ n: 0 }, 'n'],
    [{ top_p: 1.5 }, 'top_p'],
    [{ seed: 1.5 }, 'seed'],
    [{ max_tokens: 0 }, 'max_tokens'],
    [{ stop: '' }, 'stop'],
    [{ stop: Array.from({ length: 17 }, () => 'x') }, 'stop'],
    [{ logit_bias: { hello: 1 } }, 'logit_bias.hello'],
    [{ logit_bias: { '1': 101 } }, 'logit_bias.1'],
    [{ logprobs: true, top_logprobs: 21 }, 'top_logprobs'],
    [{ top_logprobs: 2 }, 'top_logprobs'],
    [{ stream_options: { include_usage: true } }, 'stream_options'],
    [{ stream: true, stream_options: { include_everything: true } }, 'stream_options.include_everything'],
    [{ max_tokens: 1, max_completion_tokens: 2 }, 'max_tokens'],
    [{ grammar: 'root ::= "a"', response_format: { type: 'json_object' } }, 'grammar'],
    [{ response_format: { type: 'xml' } }, 'response_format.type'],
    [{ response_format: { type: 'json_schema' } }, 'response_format.json_schema'],
    [{ continue_final_message: true }, 'continue_final_message'],
    [{ add_generation_prompt: false }, 'add_generation_prompt'],
    [{ chat_template_kwargs: { enable_thinking: 'yes' } }, 'chat_template_kwargs.enable_thinking'],
    [{ tool_choice: 'required' }, 'tool_choice'],
    [{ tools: [weather], tool_choice: { type: 'function', function: { name: 'x' } } }, 'tool_choice.function.name'],
    [{ tools: [weather, weather] }, 'tools[1].function.name'],
    [{ tools: [{ type: 'function', function: { name: 'no spaces' } }] }, 'tools[0].function.name'],
    [{ tools: [{ type: 'function' }] }, 'tools[0].function'],
  ])('%j is refused naming %s', (parameters, param) => {
    expect(refusalOf({ messages, ...parameters })).toMatchObject({ param });
  });
});

describe('limits, formats and stops', () => {
  test('are read under each of their names', () => {
    expect(decodeOne({ max_tokens: 5 }).maxTokens).toBe(5);
    expect(decodeOne({ max_completion_tokens: 6, max_tokens: 6 }).maxTokens).toBe(6);
    expect(decodeOne({ n_predict: 7 }).maxTokens).toBe(7);
    expect(decodeOne({ max_tokens: -1 }).maxTokens).toBeUndefined();
    expect(decodeOne({ stop: 'END' }).stop).toEqual(['END']);
    expect(decodeOne({ stop: [] }).stop).toBeUndefined();
    expect(decodeOne({ logprobs: true, top_logprobs: 3 }).logprobs).toEqual({ top: 3 });
    expect(decodeOne({ logprobs: false }).logprobs).toBeUndefined();
    expect(decodeOne({ cache_prompt: false }).reusePrefix).toBe(false);
    expect(decodeOne({ grammar: 'root ::= "a"' }).outputFormat).toEqual({ type: 'grammar', grammar: 'root ::= "a"' });
  });

  test('response_format keeps the schema', () => {
    const schema = { type: 'object', properties: { a: { type: 'integer' } } };
    expect(decodeOne({ response_format: { type: 'text' } }).outputFormat).toEqual({ type: 'text' });
    expect(decodeOne({ response_format: { type: 'json_object' } }).outputFormat).toEqual({ type: 'json-object' });
    expect(decodeOne({ response_format: { type: 'json_object', schema } }).outputFormat).toEqual({
      type: 'json-schema',
      schema,
    });
    const json_schema = { name: 'answer', strict: true, schema };
    expect(decodeOne({ response_format: { type: 'json_schema', json_schema } }).outputFormat).toEqual({
      type: 'json-schema',
      name: 'answer',
      schema,
    });
  });

  test('a final message is continued when asked for', () => {
    const assistant = [...messages, { role: 'assistant', content: 'Once' }];
    expect(decodeOne({ messages: assistant, continue_final_message: true }).continueFinalMessage).toBe(true);
    expect(decodeOne({ messages: assistant }).continueFinalMessage).toBeUndefined();
  });
});

describe('reasoning', () => {
  test.each([
    [{}, undefined, undefined],
    [{ reasoning_effort: 'none' }, { enabled: false }, undefined],
    [{ reasoning_effort: 'low' }, { enabled: true, budgetTokens: 1024 }, { reasoning_effort: 'low' }],
    [{ reasoning_effort: 'high' }, { enabled: true }, { reasoning_effort: 'high' }],
    [{ enable_thinking: false }, { enabled: false }, undefined],
    [{ chat_template_kwargs: { enable_thinking: true, tone: 'dry' } }, { enabled: true }, { tone: 'dry' }],
    [{ thinking_budget_tokens: 7 }, { budgetTokens: 7 }, undefined],
    [{ reasoning_effort: 'low', enable_thinking: false }, { enabled: false }, { reasoning_effort: 'low' }],
  ])('%j', (parameters, reasoning, templateVariables) => {
    const request = decodeOne(parameters);
    expect(request.reasoning).toEqual(reasoning);
    expect(request.templateVariables).toEqual(templateVariables);
  });
});

describe('tools', () => {
  test('pass through; those of unknown types are dropped and reported', () => {
    const { choices, ignored } = decodeChatCompletion({
      messages,
      tools: [{ type: 'web_search', filters: {} }, weather, { type: 'namespace', tools: [] }],
      tool_choice: 'required',
      parallel_tool_calls: false,
    });
    expect(ignored).toEqual(['tools[0]', 'tools[2]']);
    expect(choices[0]).toMatchObject({
      tools: [{ name: 'weather', parameters: { type: 'object' } }],
      toolChoice: 'required',
      parallelToolCalls: false,
    });
  });

  test('may be chosen by name or from a list of allowed ones', () => {
    const tools = [weather, { type: 'function', function: { name: 'news' } }];
    const named = { type: 'function', function: { name: 'news' } };
    expect(decodeOne({ tools, tool_choice: named })).toMatchObject({
      toolChoice: { name: 'news' },
      tools: [{ name: 'weather' }, { name: 'news', parameters: { type: 'object', properties: {} } }],
    });
    const allowed = { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [named] } };
    expect(decodeOne({ tools, tool_choice: allowed })).toMatchObject({ toolChoice: 'auto', tools: [{ name: 'news' }] });
  });

  test('that leave nothing behave as if none were sent', () => {
    expect(decodeOne({ tools: [], tool_choice: 'auto' }).tools).toBeUndefined();
  });
});

describe('parameters of no effect', () => {
  test('are accepted and reported when they are on the list', () => {
    const { ignored } = decodeChatCompletion({
      messages,
      store: false,
      client_metadata: {},
      service_tier: 'auto',
      prompt_cache_key: 'k',
      verbosity: 'low',
      prediction: null,
    });
    expect(ignored).toEqual(['store', 'client_metadata', 'service_tier', 'prompt_cache_key', 'verbosity']);
  });

  test.each([
    [{ user: 'me' }, { user: 'me', tags: [] }],
    [
      { user: 'me', safety_identifier: 'hash' },
      { user: 'hash', tags: [] },
    ],
    [{ metadata: { tags: 'one, two,,one', other: 1 } }, { tags: ['one', 'two'] }],
    [{ metadata: { tags: ['one', 2, ' two '] } }, { tags: ['one', 'two'] }],
    [{}, { tags: [] }],
  ])('who asks is told by %j', (origin, expected) => {
    expect(decodeChatCompletion({ messages, ...origin }).origin).toEqual({ user: undefined, ...expected });
  });

  test.each([
    [{ store: true }, 'unsupported_parameter', 'store'],
    [{ mirostat: 2 }, 'unsupported_parameter', 'mirostat'],
    [{ typical_p: 0.5 }, 'unsupported_parameter', 'typical_p'],
    [{ modalities: ['text', 'audio'] }, 'unsupported_parameter', 'modalities'],
    [{ temprature: 1 }, 'unknown_parameter', 'temprature'],
    [{ constructor: 1 }, 'unknown_parameter', 'constructor'],
  ])('%j is refused', (parameters, problem, param) => {
    expect(refusalOf({ messages, ...parameters })).toMatchObject({ problem, param });
  });

  test('refused ones are accepted at values that ask for nothing', () => {
    const neutral = { mirostat: 0, typical_p: 1, modalities: ['text'], functions: [], audio: null, best_of: 1 };
    expect(decodeChatCompletion({ messages, ...neutral }).ignored).toEqual([]);
  });
});

test('null is the same as leaving a parameter out', () => {
  const names = ['model', 'temperature', 'stop', 'n', 'tools', 'tool_choice', 'response_format', 'stream', 'seed'];
  const nulls = Object.fromEntries(names.map((name) => [name, null]));
  expect(decodeChatCompletion({ messages, ...nulls })).toEqual(decodeChatCompletion({ messages }));
});

test.each([
  [{}, undefined],
  [{ context_shift: true }, { enabled: true }],
  [
    { context_shift: false, n_keep: 7 },
    { enabled: false, keep: 8 },
  ],
  [{ n_keep: 0 }, { keep: 1 }],
  [{ n_keep: -1 }, { keep: 'prompt' }],
])('%j becomes the context shift %j', (parameters, contextShift) => {
  const [choice] = decodeChatCompletion({ messages, ...parameters }).choices;
  expect(choice?.contextShift).toEqual(contextShift);
});
