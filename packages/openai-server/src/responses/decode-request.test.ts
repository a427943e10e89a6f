import { generateRequestSchema, TuneloopError } from '@tuneloop/protocol';
import { describe, expect, test } from 'vitest';
import { messagesOf } from './conversation.ts';
import { decodeResponseRequest, type DecodedResponseRequest } from './decode-request.ts';
import type { Item } from './item.ts';

const id = `resp_${'0'.repeat(32)}`;
const look = { type: 'function', name: 'look', description: 'Looks.', parameters: { type: 'object' }, strict: true };
const lookTool = { name: 'look', description: 'Looks.', parameters: { type: 'object' } };
const feel = { type: 'function', name: 'feel' };
const feelTool = { name: 'feel', description: undefined, parameters: { type: 'object', properties: {} } };

function decode(body: object): DecodedResponseRequest {
  return decodeResponseRequest({ input: 'Hi', ...body }, { responseId: id });
}

function failureOf(body: object): { code: string; problem: unknown; param: unknown } {
  try {
    const { input } = decode(body);
    messagesOf(input as Item[]);
  } catch (error) {
    const { code, details } = TuneloopError.from(error);
    return { code, problem: details['problem'], param: details['param'] };
  }
  throw new Error('It was accepted.');
}

describe('a request', () => {
  test('becomes the engine’s', () => {
    const decoded = decode({
      model: 'base',
      stream: true,
      max_output_tokens: 5,
      temperature: 0.5,
      top_p: 0.9,
      top_k: 3,
      seed: 7,
      reasoning: { effort: 'low' },
      chat_template_kwargs: { tone: 'kind' },
      top_logprobs: 2,
      cache_prompt: false,
      text: { format: { type: 'json_schema', name: 'point', schema: { type: 'object' }, strict: true } },
      tools: [look],
      tool_choice: 'required',
      parallel_tool_calls: false,
    });
    expect(decoded).toMatchObject({ model: 'base', stream: true, ignored: [] });
    expect(decoded.request).toMatchObject({
      maxTokens: 5,
      sampling: { temperature: 0.5, topP: 0.9, topK: 3, seed: 7 },
      reasoning: { enabled: true, budgetTokens: 1024 },
      templateVariables: { reasoning_effort: 'low', tone: 'kind' },
      logprobs: { top: 2 },
      reusePrefix: false,
      outputFormat: { type: 'json-schema', name: 'point', schema: { type: 'object' } },
      tools: [lookTool],
      toolChoice: 'required',
      parallelToolCalls: false,
    });
    const prompt = { type: 'messages', messages: [{ role: 'user', content: 'Hi' }] };
    expect(generateRequestSchema.safeParse({ ...decoded.request, prompt }).error).toBeUndefined();
  });

  test('is repeated in the response, with the defaults', () => {
    expect(
      decode({ metadata: { a: 'b' }, instructions: 'Be brief.', previous_response_id: 'resp_1' }).settings,
    ).toEqual({
      instructions: 'Be brief.',
      previous_response_id: 'resp_1',
      store: true,
      max_output_tokens: null,
      text: { format: { type: 'text' } },
      tools: [],
      tool_choice: 'auto',
      parallel_tool_calls: true,
      max_tool_calls: null,
      reasoning: { effort: null, summary: null },
      temperature: 0.8,
      top_p: 0.95,
      top_logprobs: 0,
      presence_penalty: 0,
      frequency_penalty: 0,
      metadata: { a: 'b' },
    });
    expect(decode({ tools: [feel] }).settings.tools).toEqual([
      { type: 'function', name: 'feel', description: null, parameters: null, strict: null },
    ]);
  });

  test('that says null says nothing', () => {
    const nothing = Object.fromEntries(Object.keys(decode({}).settings).map((name) => [name, null]));
    expect(decode(nothing)).toEqual(decode({}));
  });

  test('names what has no effect', () => {
    const { ignored } = decode({
      user: 'me',
      client_metadata: {},
      include: ['reasoning.encrypted_content', 'message.output_text.logprobs'],
      reasoning: { effort: 'high', summary: 'auto', context: 'auto' },
      text: { verbosity: 'low' },
      stream: true,
      stream_options: { include_obfuscation: true },
      tools: [{ type: 'web_search' }, look, { type: 'mcp', server_label: 'x' }],
      input: [
        { role: 'user', content: 'Hi' },
        { type: 'reasoning', summary: [], encrypted_content: 'gAAA' },
      ],
    });
    expect(ignored).toEqual([
      'client_metadata',
      'tools[0]',
      'tools[2]',
      'include[0]',
      'reasoning.context',
      'text.verbosity',
      'stream_options.include_obfuscation',
      'input[1].encrypted_content',
    ]);
  });

  test.each([
    [{ include: ['message.output_text.logprobs'] }, { top: 0 }],
    [{ top_logprobs: 3 }, { top: 3 }],
    [{ top_logprobs: 0 }, undefined],
    [{}, undefined],
  ])('%j asks for logprobs %j', (body, logprobs) => {
    expect(decode(body).request.logprobs).toEqual(logprobs);
  });

  test.each([
    [undefined, undefined],
    [{ format: { type: 'text' } }, { type: 'text' }],
    [{ format: { type: 'json_object' } }, { type: 'json-object' }],
    [{ format: null }, undefined],
  ])('with text %j has the format %j', (text, outputFormat) => {
    expect(decode({ text }).request.outputFormat).toEqual(outputFormat);
  });

  test.each([
    ['auto', [lookTool, feelTool], 'auto'],
    ['none', [lookTool, feelTool], 'none'],
    [{ type: 'function', name: 'feel' }, [lookTool, feelTool], { name: 'feel' }],
    [{ type: 'allowed_tools', mode: 'required', tools: [{ type: 'function', name: 'feel' }] }, [feelTool], 'required'],
    [{ type: 'allowed_tools', tools: [{ type: 'function', name: 'look' }] }, [lookTool], 'auto'],
  ])('with the tool choice %j', (choice, tools, toolChoice) => {
    expect(decode({ tools: [look, feel], tool_choice: choice }).request).toMatchObject({ tools, toolChoice });
  });

  test.each([
    [{ input: undefined }, 'missing_required_parameter', 'input'],
    [{ input: null }, 'missing_required_parameter', 'input'],
    [{ input: 5 }, 'invalid_type', 'input'],
    [{ input: [{ role: 'user', content: 5 }] }, 'invalid_type', 'input[0].content'],
    [{ input: [{ role: 'robot', content: 'x' }] }, 'invalid_value', 'input[0].role'],
    [{ input: [{ type: 'web_search_call', id: 'x' }] }, 'invalid_value', 'input[0].type'],
    [{ input: [{ type: 'function_call', name: 'a' }] }, 'missing_required_parameter', 'input[0].call_id'],
    [{ input: [{ type: 'function_call_output', call_id: 'c', output: 'x' }] }, 'invalid_value', 'input'],
    [
      { input: [{ role: 'user', content: [{ type: 'input_file', file_id: 'x' }] }] },
      'invalid_value',
      'input[0].content[0].type',
    ],
    [
      { input: [{ role: 'user', content: [{ type: 'input_image', image_url: 'https://a/b.png' }] }] },
      'invalid_value',
      'input[0].content[0].image_url',
    ],
    [{ stream_options: {} }, 'conflicting_parameters', 'stream_options'],
    [{ tools: [{ type: 'function', name: 'a b' }] }, 'invalid_value', 'tools[0].name'],
    [{ tools: [look, look] }, 'invalid_value', 'tools[1].name'],
    [{ tool_choice: 'required' }, 'invalid_value', 'tool_choice'],
    [{ tools: [{ type: 'web_search' }], tool_choice: 'required' }, 'invalid_value', 'tool_choice'],
    [{ tools: [look], tool_choice: { type: 'function', name: 'hear' } }, 'invalid_value', 'tool_choice.name'],
    [{ tools: [look], tool_choice: { type: 'web_search_preview' } }, 'invalid_value', 'tool_choice.type'],
    [{ text: { format: { type: 'json_schema', name: 'x' } } }, 'invalid_type', 'text.format.schema'],
    [{ metadata: { a: 1 } }, 'invalid_type', 'metadata.a'],
    [{ metadata: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [i, ''])) }, 'invalid_value', 'metadata'],
    [{ max_output_tokens: 0 }, 'invalid_value', 'max_output_tokens'],
    [{ truncation: 'auto' }, 'unsupported_parameter', 'truncation'],
    [{ background: true }, 'unsupported_parameter', 'background'],
    [{ conversation: 'conv_1' }, 'unsupported_parameter', 'conversation'],
    [{ messages: [] }, 'unsupported_parameter', 'messages'],
    [{ temprature: 1 }, 'unknown_parameter', 'temprature'],
  ])('%j is refused: %s, %s', (body, problem, param) => {
    expect(failureOf(body)).toEqual({ code: 'INVALID_REQUEST', problem, param });
  });

  test('that asks for nothing of what is refused is accepted', () => {
    expect(decode({ truncation: 'disabled', background: false, context_management: [], n: 1 }).ignored).toEqual([]);
  });
});
