import { generateRequestSchema, TuneloopError, type GenerateRequest, type Message } from '@tuneloop/protocol';
import { describe, expect, test } from 'vitest';
import { decodeMessagesRequest } from './decode-request.ts';

const hello = { max_tokens: 100, messages: [{ role: 'user', content: 'Hi' }] };
const schema = { type: 'object', properties: { city: { type: 'string' } } };
const weather = { name: 'weather', description: 'Looks outside.', input_schema: schema };
const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } };
const text = (value: string): object => ({ type: 'text', text: value, cache_control: { type: 'ephemeral' } });

function decodeOne(parameters: Record<string, unknown>): GenerateRequest {
  const [request] = decodeMessagesRequest({ ...hello, ...parameters }).choices;
  expect(generateRequestSchema.safeParse(request).error).toBeUndefined();
  return request as GenerateRequest;
}

function messagesOf(messages: readonly object[], system?: unknown): Message[] {
  const { prompt } = decodeOne({ messages, ...(system !== undefined && { system }) });
  return prompt.type === 'messages' ? prompt.messages : [];
}

function refusalOf(parameters: Record<string, unknown>): { problem: unknown; param: unknown; message: string } {
  try {
    decodeMessagesRequest({ ...hello, ...parameters });
  } catch (error) {
    const known = TuneloopError.from(error);
    expect(known.code).toBe('INVALID_REQUEST');
    return { problem: known.details['problem'], param: known.details['param'], message: known.message };
  }
  throw new Error('The body was accepted.');
}

describe('a system prompt', () => {
  test('is a text, or blocks that are its paragraphs', () => {
    expect(messagesOf(hello.messages, 'Be brief.')[0]).toEqual({ role: 'system', content: 'Be brief.' });
    expect(messagesOf(hello.messages, [text('Be brief.'), text('Be kind.')])[0]).toEqual({
      role: 'system',
      content: 'Be brief.\n\nBe kind.',
    });
  });

  test.each([[''], [[]], [null]])('is left out when it is %j', (system) => {
    expect(messagesOf(hello.messages, system)).toEqual([{ role: 'user', content: 'Hi' }]);
  });

  test('may come in the middle of a conversation', () => {
    const messages = [...hello.messages, { role: 'system', content: [text('Answer in French.')] }];
    expect(messagesOf(messages)[1]).toEqual({ role: 'system', content: 'Answer in French.' });
  });
});

describe('messages', () => {
  test('say the same as a string and as a block', () => {
    expect(messagesOf([{ role: 'user', content: [text('Hi')] }])).toEqual(messagesOf(hello.messages));
  });

  test('hold images as data URLs, and texts as paragraphs', () => {
    expect(messagesOf([{ role: 'user', content: [text('What'), text('is this?'), image, text('Be quick.')] }])).toEqual(
      [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What\n\nis this?' },
            { type: 'image', url: 'data:image/png;base64,AAAA' },
            { type: 'text', text: 'Be quick.' },
          ],
        },
      ],
    );
  });

  test('of one role are one turn when nothing stands between them', () => {
    const messages = ['user', 'user', 'assistant', 'assistant', 'user'].map((role, index) => ({
      role,
      content: `${index}`,
    }));
    expect(messagesOf(messages)).toEqual([
      { role: 'user', content: '0\n\n1' },
      { role: 'assistant', content: '23', reasoning: undefined, toolCalls: undefined },
      { role: 'user', content: '4' },
    ]);
  });

  test('carry thoughts and tool calls of the assistant’s, and what the tools returned', () => {
    const messages = [
      { role: 'user', content: 'Weather?' },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Two cities.', signature: 'abc' },
          { type: 'redacted_thinking', data: 'xyz' },
          { type: 'text', text: 'Let me ' },
          { type: 'text', text: 'look.' },
          { type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Köln' } },
          { type: 'tool_use', id: 'toolu_2', name: 'weather', input: '{"city":' },
          { type: 'tool_use', id: 'toolu_3', name: 'now' },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'toolu_1', content: [text('Rain'), image] },
          { type: 'tool_result', tool_use_id: 'toolu_2', content: 'not JSON', is_error: true },
          { type: 'tool_result', tool_use_id: 'toolu_3' },
          text('And tomorrow?'),
        ],
      },
    ];
    expect(messagesOf(messages).slice(1)).toEqual([
      {
        role: 'assistant',
        content: 'Let me look.',
        reasoning: 'Two cities.',
        toolCalls: [
          { id: 'toolu_1', name: 'weather', arguments: '{"city":"Köln"}' },
          { id: 'toolu_2', name: 'weather', arguments: '{"city":' },
          { id: 'toolu_3', name: 'now', arguments: '{}' },
        ],
      },
      { role: 'tool', toolCallId: 'toolu_1', content: 'Rain' },
      { role: 'tool', toolCallId: 'toolu_2', content: '{"status":"error","error":"not JSON"}' },
      { role: 'tool', toolCallId: 'toolu_3', content: '' },
      {
        role: 'user',
        content: [
          { type: 'image', url: 'data:image/png;base64,AAAA' },
          { type: 'text', text: 'And tomorrow?' },
        ],
      },
    ]);
  });

  test('with nothing but results of tools are no message of the user’s', () => {
    const call = { type: 'tool_use', id: 'toolu_1', name: 'weather', input: {} };
    const result = { type: 'tool_result', tool_use_id: 'toolu_1', content: 'Rain' };
    const messages = [
      { role: 'assistant', content: [call] },
      { role: 'user', content: [result] },
    ];
    expect(messagesOf(messages).map(({ role }) => role)).toEqual(['assistant', 'tool']);
  });

  test('that end with the assistant’s are continued', () => {
    const messages = [...hello.messages, { role: 'assistant', content: 'The answer is (' }];
    expect(decodeOne({ messages }).continueFinalMessage).toBe(true);
    expect(decodeOne({}).continueFinalMessage).toBeUndefined();
  });

  test.each([
    [
      'a call without its result',
      [{ type: 'tool_use', id: 'a', name: 'b', input: {} }],
      'messages[1]',
      '"tool_result"',
    ],
    ['a result', [{ type: 'tool_result', tool_use_id: 'a' }], 'messages[1].content[0].type', '"redacted_thinking"'],
  ])('that end with %s of the assistant’s are refused', (_, content, param, words) => {
    const refusal = refusalOf({ messages: [...hello.messages, { role: 'assistant', content }] });
    expect(refusal.param).toBe(param);
    expect(refusal.message).toContain(words);
  });

  test.each([
    [{ type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } }, 'fetches no images'],
    [{ type: 'image', source: { type: 'file', file_id: 'file_1' } }, 'send the image itself'],
    [{ type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'AAAA' } }, 'no other blocks'],
    [{ type: 'tool_result', tool_use_id: 'a', content: [{ type: 'document' }] }, 'must be "text" or "image"'],
  ])('refuse %j', (block, words) => {
    const { message, param } = refusalOf({ messages: [{ role: 'user', content: [block] }] });
    expect(message).toContain(words);
    expect(param).toMatch(/^messages\[0\]\.content\[0\]\..*type$/);
  });
});

describe('parameters', () => {
  test('reach the engine', () => {
    expect(
      decodeOne({ temperature: 0.5, top_p: 0.9, top_k: 20, stop_sequences: ['\n\nHuman:'], system: 'Be brief.' }),
    ).toMatchObject({
      maxTokens: 100,
      stop: ['\n\nHuman:'],
      sampling: { temperature: 0.5, topP: 0.9, topK: 20 },
    });
  });

  test('need max_tokens', () => {
    expect(refusalOf({ max_tokens: undefined })).toMatchObject({
      problem: 'missing_required_parameter',
      param: 'max_tokens',
    });
    expect(refusalOf({ max_tokens: 0 })).toMatchObject({ problem: 'invalid_value', param: 'max_tokens' });
  });

  test('that have no effect are named', () => {
    const { ignored } = decodeMessagesRequest({
      ...hello,
      metadata: { user_id: 'me' },
      service_tier: 'auto',
      cache_control: { type: 'ephemeral' },
      tools: [{ type: 'web_search_20250305', name: 'web_search', max_uses: 5 }, weather],
    });
    expect(ignored).toEqual(['service_tier', 'cache_control', 'tools[0]']);
  });

  test.each(['container', 'mcp_servers', 'thread', 'temprature'])('refuse %s', (name) => {
    expect(refusalOf({ [name]: ['a'] }).param).toBe(name);
  });

  test('turn structured output on by either name, and not by both', () => {
    const format = { type: 'json_schema', schema };
    const expected = { outputFormat: { type: 'json-schema', schema } };
    expect(decodeOne({ output_config: { format } })).toMatchObject(expected);
    expect(decodeOne({ output_format: format })).toMatchObject(expected);
    expect(refusalOf({ output_config: { format }, output_format: format }).problem).toBe('conflicting_parameters');
  });
});

describe('tools', () => {
  test('are the engine’s, whatever else a client says of them', () => {
    const tool = { ...weather, type: 'custom', cache_control: { type: 'ephemeral' }, strict: true };
    expect(decodeOne({ tools: [tool] }).tools).toEqual([
      { name: 'weather', description: 'Looks outside.', parameters: schema },
    ]);
  });

  test.each([
    [{ type: 'auto' }, 'auto', undefined],
    [{ type: 'none' }, 'none', undefined],
    [{ type: 'any', disable_parallel_tool_use: true }, 'required', false],
    [{ type: 'tool', name: 'weather', disable_parallel_tool_use: false }, { name: 'weather' }, undefined],
  ])('are chosen by %j', (tool_choice, toolChoice, parallelToolCalls) => {
    const request = decodeOne({ tools: [weather], tool_choice });
    expect([request.toolChoice, request.parallelToolCalls]).toEqual([toolChoice, parallelToolCalls]);
  });

  test.each([
    [{ tools: [weather, weather] }, 'tools[1].name'],
    [{ tools: [{ name: 'weather' }] }, 'tools[0].input_schema'],
    [{ tools: [{ ...weather, name: 'a b' }] }, 'tools[0].name'],
    [{ tools: [weather], tool_choice: { type: 'tool', name: 'other' } }, 'tool_choice.name'],
    [{ tool_choice: { type: 'any' } }, 'tool_choice'],
    [{ tools: [{ type: 'bash_20250124', name: 'bash' }], tool_choice: { type: 'any' } }, 'tool_choice'],
  ])('are refused: %j', (parameters, param) => {
    expect(refusalOf(parameters).param).toBe(param);
  });
});

describe('thinking', () => {
  test.each([
    [{}, undefined],
    [{ thinking: { type: 'disabled' } }, { enabled: false, budgetTokens: undefined }],
    [{ thinking: { type: 'enabled', budget_tokens: 2048 } }, { enabled: true, budgetTokens: 2048 }],
    [{ thinking: { type: 'adaptive' } }, { enabled: true, budgetTokens: undefined }],
    [
      { thinking: { type: 'adaptive' }, output_config: { effort: 'low' } },
      { enabled: true, budgetTokens: 1024 },
    ],
    [{ output_config: { effort: 'low' } }, undefined],
  ])('%j', (parameters, reasoning) => {
    expect(decodeOne(parameters).reasoning).toEqual(reasoning);
  });

  test('tells templates of the effort', () => {
    expect(decodeOne({ output_config: { effort: 'high' } }).templateVariables).toEqual({ reasoning_effort: 'high' });
  });

  test('may be asked to stay unsaid', () => {
    const thinking = { type: 'enabled', budget_tokens: 2048, display: 'omitted' };
    expect(decodeMessagesRequest({ ...hello, thinking }).omitThinking).toBe(true);
    expect(decodeMessagesRequest(hello).omitThinking).toBe(false);
  });

  test.each([{ type: 'enabled' }, { type: 'between_tools' }, true])('refuses %j', (thinking) => {
    expect(refusalOf({ thinking }).param).toMatch(/^thinking/);
  });
});
