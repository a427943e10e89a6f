import { paris, parisJson, rome, romeJson, type OutputFixture } from './output-fixture.ts';

const hermes = {
  label: 'constructed',
  source: 'https://github.com/NousResearch/Hermes-Function-Calling',
  template: 'tools <tool_call></tool_call> <think></think>',
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
const smolLm = {
  label: 'constructed',
  source: 'https://huggingface.co/HuggingFaceTB/SmolLM3-3B (chat_template.jinja)',
  template: '{{ xml_tools or tools }} <tool_call>\n{"name": <function-name>} </tool_call> <code> /no_think <think>',
} as const;
const nemotron = {
  label: 'constructed',
  source: 'the chat template of NVIDIA-Nemotron-Nano-9B-v2',
  template: '<TOOLCALL>[{"name": "tool_name1"}]</TOOLCALL> <think>',
} as const;
const apriel = {
  label: 'constructed',
  source: 'the chat template of Apriel-1.6-15b-Thinker',
  template: '<tool_calls>[{"name": <function-name-1>}]</tool_calls> [BEGIN FINAL RESPONSE]',
} as const;
const minimaxM1 = {
  label: 'constructed',
  source: 'the chat template of MiniMax-M1',
  template: '<tool_calls>\n{"name": <tool-name>}\n</tool_calls>',
} as const;
const cohere = {
  label: 'constructed',
  source: 'https://docs.cohere.com/docs/command-r7b-hf and the chat template of Command R7B',
  template: '<|START_THINKING|> <|START_ACTION|>[ {"tool_call_id": "0"} ]<|END_ACTION|>',
} as const;
const gigaChat = {
  label: 'constructed',
  source: 'the chat template of GigaChat3.1-10B-A1.8B',
  template: 'function_call="<|function_call|>"',
} as const;
const apertus = {
  label: 'constructed',
  source: 'the chat template of Apertus-8B-Instruct',
  template: '<|tools_prefix|> <|tools_suffix|> <|inner_prefix|> <|inner_suffix|>',
} as const;

/** Calls as JSON between marks. */
export const markedOutputs: OutputFixture[] = [
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
    ...smolLm,
    name: 'a call after reasoning',
    output: `<think>\nNeed it.\n</think>\n<tool_call>\n${parisJson}\n</tool_call>`,
    thoughts: 'Need it.',
    content: '',
    calls: [paris],
  },
  {
    ...smolLm,
    name: 'code for a Python tool, which is content',
    output: '<think>\n\n</think>\n<code>print(1)</code>',
    content: '<code>print(1)</code>',
    calls: [],
  },
  {
    ...hermes,
    name: 'two calls within one pair of tags',
    output: `<tool_call>\n${parisJson}\n${romeJson}\n</tool_call> Done.`,
    content: 'Done.',
    calls: [paris, rome],
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
  {
    ...nemotron,
    name: 'a list of calls after reasoning that the prompt opened',
    reasoning: 'opened',
    output: `Look.\n</think>\n\nWait.\n<TOOLCALL>[${parisJson}, ${romeJson}]</TOOLCALL>`,
    thoughts: 'Look.',
    content: 'Wait.',
    calls: [paris, rome],
  },
  {
    ...nemotron,
    name: 'arguments as text, and no end',
    output: String.raw`<TOOLCALL>[{"name": "f", "arguments": "{\"x\": 1}"}`,
    content: '',
    calls: [{ name: 'f', arguments: { x: 1 } }],
  },
  {
    ...apriel,
    name: 'steps, then an answer',
    reasoning: 'opened',
    output: 'One.\nTwo.\n[BEGIN FINAL RESPONSE]\nFour [4].',
    thoughts: 'One.\nTwo.',
    content: 'Four [4].',
    calls: [],
  },
  {
    ...apriel,
    name: 'calls whose ids come too late to matter',
    reasoning: 'none',
    output: `\n<tool_calls>[${parisJson.replace('}}', '}, "id": "one"}')}, ${romeJson}]</tool_calls>`,
    content: '',
    calls: [paris, rome],
  },
  {
    ...minimaxM1,
    name: 'a call a line',
    output: `Hm.\n<tool_calls>\n${parisJson}\n${romeJson}\n</tool_calls>`,
    content: 'Hm.',
    calls: [paris, rome],
  },
  {
    ...cohere,
    name: 'a plan and two calls',
    output:
      '<|START_THINKING|>I will look.<|END_THINKING|><|START_ACTION|>[\n    {"tool_call_id": "0", "tool_name": "get_weather", "parameters": {"city": "Paris", "days": 2}},\n    {"tool_call_id": "1", "tool_name": "now", "parameters": {}}\n]<|END_ACTION|>',
    thoughts: 'I will look.',
    content: '',
    calls: [paris, { name: 'now', arguments: {} }],
  },
  {
    ...cohere,
    name: 'an answer in its frame',
    output: '<|START_RESPONSE|>It is 2 <3.\n\nBye.<|END_RESPONSE|>',
    content: 'It is 2 <3.\n\nBye.',
    calls: [],
  },
  {
    ...cohere,
    name: 'an answer in its frame where there are no tools',
    toolless: true,
    output: '<|START_RESPONSE|>Hi <|START_ACTION|>[]<|END_RESPONSE|>',
    content: 'Hi <|START_ACTION|>[]',
    calls: [],
  },
  {
    ...cohere,
    name: 'no call between the marks',
    output: '<|START_ACTION|>nothing<|END_ACTION|>',
    content: '<|START_ACTION|>nothing<|END_ACTION|>',
    calls: [],
  },
  { ...gigaChat, name: 'a call', output: `Wait.<|function_call|>${parisJson}`, content: 'Wait.', calls: [paris] },
  {
    ...apertus,
    name: 'two calls after thoughts',
    output:
      '<|inner_prefix|>Look.<|inner_suffix|><|tools_prefix|>[{"get_weather": {"city": "Paris", "days": 2}}, {"now": {}}]<|tools_suffix|>',
    thoughts: 'Look.',
    content: '',
    calls: [paris, { name: 'now', arguments: {} }],
  },
  {
    ...apertus,
    name: 'a call in the middle of thoughts',
    output: '<|inner_prefix|>Look.<|tools_prefix|>[{"get_weather": {"city": "Paris", "days": 2}}]<|tools_suffix|>',
    thoughts: 'Look.',
    content: '',
    calls: [paris],
  },
  {
    ...apertus,
    name: 'thoughts and an answer where there are no tools',
    toolless: true,
    output: '<|inner_prefix|>Look.<|inner_suffix|>Hello.',
    thoughts: 'Look.',
    content: 'Hello.',
    calls: [],
  },
  {
    ...apertus,
    name: 'no call between the marks',
    output: 'a <|tools_prefix|>[1]<|tools_suffix|>',
    content: 'a <|tools_prefix|>[1]<|tools_suffix|>',
    calls: [],
  },
];
