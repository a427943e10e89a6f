import type { ToolDefinition } from '@tuneloop/protocol';

export interface OutputFixture {
  name: string;
  /** `recorded` from a model, or `constructed` from what `source` says of the format. */
  label: 'recorded' | 'constructed';
  source: string;
  /** Text that stands in the family's chat template. */
  template: string;
  reasoning?: 'allowed' | 'opened' | 'none';
  output: string;
  content: string;
  thoughts?: string;
  /** Arguments as the value of their JSON, or as text where they are none. */
  calls: { name: string; arguments: unknown; id?: string }[];
}

export const fixtureTools: ToolDefinition[] = [
  {
    name: 'get_weather',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'integer' }, units: { type: ['string', 'null'] } },
    },
  },
  { name: 'write_file', parameters: { type: 'object', properties: { path: { type: 'string' }, text: { type: 'string' } } } },
];

const paris = { name: 'get_weather', arguments: { city: 'Paris', days: 2 } };
const rome = { name: 'get_weather', arguments: { city: 'Rom "ä"\n' } };
const parisJson = '{"name": "get_weather", "arguments": {"city": "Paris", "days": 2}}';
const romeJson = String.raw`{"name": "get_weather", "arguments": {"city": "Rom \"ä\"\n"}}`;

const hermes = {
  label: 'constructed',
  source: 'https://github.com/NousResearch/Hermes-Function-Calling',
  template: 'tools <tool_call></tool_call> <think></think>',
} as const;
const qwenCoder = {
  label: 'constructed',
  source: 'https://huggingface.co/Qwen/Qwen3-Coder-30B-A3B-Instruct (chat_template.jinja)',
  template: '<tool_call>\n<function=example>\n<parameter=example>',
} as const;
const llama = {
  label: 'constructed',
  source: 'https://www.llama.com/docs/model-cards-and-prompt-formats/llama3_1/',
  template: '<|start_header_id|> {"name": function name, "parameters": dictionary} "parameters"',
} as const;
const mistral = {
  label: 'constructed',
  source: 'https://docs.mistral.ai/capabilities/function_calling',
  template: '[TOOL_CALLS] [THINK][/THINK]',
} as const;
const deepseek = {
  label: 'constructed',
  source: 'https://huggingface.co/deepseek-ai/DeepSeek-V3.1 and the chat template of DeepSeek-R1',
  template: '<｜tool▁calls▁begin｜></think>',
} as const;
const harmony = {
  label: 'constructed',
  source: 'https://cookbook.openai.com/articles/openai-harmony',
  template: '<|channel|>analysis',
} as const;
const granite = {
  label: 'constructed',
  source: 'https://www.ibm.com/granite/docs/models/granite',
  template: '<|tool_call|> </think>',
} as const;
const phi = {
  label: 'constructed',
  source: 'https://huggingface.co/microsoft/Phi-4-mini-instruct',
  template: '<|tool|><|/tool|>',
} as const;
const generic = {
  label: 'constructed',
  source: 'the system message for templates without tools',
  template: '<|im_start|>',
} as const;

export const outputFixtures: OutputFixture[] = [
  {
    ...hermes,
    name: 'reasoning, then an answer',
    output: '<think>\nThe user greets.\n\nBe kind.\n</think>\n\nHello, 世界 😀!\n',
    thoughts: 'The user greets.\n\nBe kind.',
    content: 'Hello, 世界 😀!\n',
    calls: [],
  },
  {
    ...hermes,
    name: 'reasoning that the prompt opened',
    reasoning: 'opened',
    output: 'Thinking of a < b.\n</think>\n\nYes.',
    thoughts: 'Thinking of a < b.',
    content: 'Yes.',
    calls: [],
  },
  {
    ...hermes,
    name: 'reasoning that never ends',
    reasoning: 'opened',
    output: 'On and on </thin',
    thoughts: 'On and on </thin',
    content: '',
    calls: [],
  },
  {
    ...hermes,
    name: 'no reasoning',
    output: 'a <b> <think> is a tag',
    content: 'a <b> <think> is a tag',
    calls: [],
  },
  {
    ...hermes,
    name: 'two calls after reasoning and a word',
    output: `<think>Look.</think>\n\nLet me see.\n<tool_call>\n${parisJson}\n</tool_call>\n<tool_call>\n${romeJson}\n</tool_call>`,
    thoughts: 'Look.',
    content: 'Let me see.',
    calls: [paris, rome],
  },
  {
    ...hermes,
    name: 'arguments before the name, as text, and left out',
    output:
      '<tool_call>{"arguments": {"city": "Paris", "days": 2}, "name": "get_weather"}</tool_call>' +
      String.raw`<tool_call>{"name": "f", "arguments": "{\"x\": 1}"}</tool_call><tool_call>{"name": "now"}</tool_call>`,
    content: '',
    calls: [paris, { name: 'f', arguments: { x: 1 } }, { name: 'now', arguments: {} }],
  },
  {
    ...hermes,
    name: 'markup within an argument',
    output: '<tool_call>{"name": "write_file", "arguments": {"text": "</tool_call> <think>"}}</tool_call>',
    content: '',
    calls: [{ name: 'write_file', arguments: { text: '</tool_call> <think>' } }],
  },
  {
    ...hermes,
    name: 'a missing brace, then an answer',
    output: '<tool_call>{"name": "f", "arguments": {"x": 1}</tool_call>Done.',
    content: 'Done.',
    calls: [{ name: 'f', arguments: { x: 1 } }],
  },
  {
    ...hermes,
    name: 'arguments that are no JSON',
    output: '<tool_call>{"name": "f", "arguments": {x: 1}}</tool_call>Done.',
    content: 'Done.',
    calls: [{ name: 'f', arguments: '{x: 1}}' }],
  },
  {
    ...hermes,
    name: 'no call within the markup',
    output: 'See <tool_call>\nnothing</tool_call> there',
    content: 'See <tool_call>\nnothing</tool_call> there',
    calls: [],
  },
  {
    ...hermes,
    name: 'a call that breaks off',
    output: '<tool_call>{"name": "f", "arguments": {"x": "ab',
    content: '',
    calls: [{ name: 'f', arguments: '{"x": "ab' }],
  },
  {
    ...qwenCoder,
    name: 'a call with text of several lines',
    output:
      'Writing.\n<tool_call>\n<function=write_file>\n<parameter=path>\na.txt\n</parameter>\n<parameter=text>\nif (a < b) {\n  "x"\n}\n\n</parameter>\n</function>\n</tool_call>',
    content: 'Writing.',
    calls: [{ name: 'write_file', arguments: { path: 'a.txt', text: 'if (a < b) {\n  "x"\n}\n' } }],
  },
  {
    ...qwenCoder,
    name: 'values of other types, without the outer markup',
    output:
      '<function=get_weather>\n<parameter=city>12</parameter>\n<parameter=days>\n2\n</parameter><parameter=units>null</parameter>\n<parameter=other>True</parameter></function>',
    content: '',
    calls: [{ name: 'get_weather', arguments: { city: '12', days: 2, units: null, other: true } }],
  },
  {
    ...qwenCoder,
    name: 'two calls, one of them without arguments',
    output: '<tool_call>\n<function=now>\n</function>\n</tool_call>\n<tool_call><function=now></function></tool_call>',
    content: '',
    calls: [
      { name: 'now', arguments: {} },
      { name: 'now', arguments: {} },
    ],
  },
  {
    ...llama,
    name: 'a call alone',
    output: '{"name": "get_weather", "parameters": {"city": "Paris", "days": 2}}',
    content: '',
    calls: [paris],
  },
  {
    ...llama,
    name: 'a call behind the tag',
    output: '<|python_tag|>{"type": "function", "name": "get_weather", "parameters": {"city": "Paris", "days": 2}}',
    content: '',
    calls: [paris],
  },
  {
    ...llama,
    name: 'two calls',
    output: '{"name": "get_weather", "parameters": {"city": "Paris", "days": 2}}; {"name": "write_file", "parameters": {}}',
    content: '',
    calls: [paris, { name: 'write_file', arguments: {} }],
  },
  {
    ...llama,
    name: 'JSON that is no call',
    output: '{"name": "Ann", "age": 7}',
    content: '{"name": "Ann", "age": 7}',
    calls: [],
  },
  {
    ...mistral,
    name: 'an array of calls',
    output: `[TOOL_CALLS] [${parisJson.replace('}}', '}, "id": "abcdefghi"}')}, ${romeJson}]`,
    content: '',
    calls: [paris, rome],
  },
  {
    ...mistral,
    name: 'calls by name',
    output:
      'Hm.[TOOL_CALLS]get_weather[ARGS]{"city": "Paris", "days": 2}[TOOL_CALLS]now{}[TOOL_CALLS]now[CALL_ID]abc123def[ARGS]{"x": 1}',
    content: 'Hm.',
    calls: [
      paris,
      { name: 'now', arguments: {} },
      { name: 'now', arguments: { x: 1 }, id: 'abc123def' },
    ],
  },
  {
    ...mistral,
    name: 'reasoning',
    output: '[THINK]Why?[/THINK]Because [1].',
    thoughts: 'Why?',
    content: 'Because [1].',
    calls: [],
  },
  {
    ...deepseek,
    name: 'calls in fences',
    reasoning: 'opened',
    output:
      'Look.</think>\n\nWait.<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>get_weather\n```json\n{"city": "Paris", "days": 2}\n```<｜tool▁call▁end｜>\n<｜tool▁call▁begin｜>function<｜tool▁sep｜>now\n```json\n{}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>',
    thoughts: 'Look.',
    content: 'Wait.',
    calls: [paris, { name: 'now', arguments: {} }],
  },
  {
    ...deepseek,
    name: 'a call without a fence',
    output:
      '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>get_weather<｜tool▁sep｜>{"city": "Paris", "days": 2}<｜tool▁call▁end｜><｜tool▁calls▁end｜>',
    content: '',
    calls: [paris],
  },
  {
    ...harmony,
    name: 'reasoning and an answer',
    output:
      '<|channel|>analysis<|message|>Simple.<|end|><|start|>assistant<|channel|>final<|message|>2 + 2 = 4.<|return|>',
    thoughts: 'Simple.',
    content: '2 + 2 = 4.',
    calls: [],
  },
  {
    ...harmony,
    name: 'a call after a word',
    output:
      '<|channel|>analysis<|message|>Need it.<|end|><|start|>assistant<|channel|>commentary<|message|>Let me look.<|end|><|start|>assistant<|channel|>commentary to=functions.get_weather <|constrain|>json<|message|>{"city": "Paris", "days": 2}<|call|>',
    thoughts: 'Need it.',
    content: 'Let me look.',
    calls: [paris],
  },
  {
    ...harmony,
    name: 'a call addressed before the channel',
    output: ' to=functions.get_weather<|channel|>commentary json<|message|>{"city": "Paris", "days": 2}',
    content: '',
    calls: [paris],
  },
  {
    ...harmony,
    name: 'a header that is none',
    output: '<|channel|>unheard of<|message|>Hi',
    content: '<|channel|>unheard of<|message|>Hi',
    calls: [],
  },
  {
    ...granite,
    name: 'a list of calls',
    output: `<|tool_call|>[${parisJson}, ${romeJson}]`,
    content: '',
    calls: [paris, rome],
  },
  {
    ...phi,
    name: 'a list of calls',
    output: `<|tool_call|>[${parisJson}]<|/tool_call|>`,
    content: '',
    calls: [paris],
  },
  { ...phi, name: 'functools', output: `functools[${romeJson}]`, content: '', calls: [rome] },
  { ...generic, name: 'a call', output: parisJson, content: '', calls: [paris] },
  { ...generic, name: 'a call in a fence', output: `\`\`\`json\n${romeJson}\n\`\`\``, content: '', calls: [rome] },
  { ...generic, name: 'an answer', output: 'It is {"name": "x"} there.', content: 'It is {"name": "x"} there.', calls: [] },
];
