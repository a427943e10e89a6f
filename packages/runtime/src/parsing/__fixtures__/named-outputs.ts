import { paris, parisJson, rome, romeJson, type OutputFixture } from './output-fixture.ts';

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
const generic = {
  label: 'constructed',
  source: 'the system message for templates without tools',
  template: '<|im_start|>',
} as const;
const kimi = {
  label: 'constructed',
  source: 'https://huggingface.co/moonshotai/Kimi-K2-Instruct/blob/main/docs/tool_call_guidance.md',
  template: '<|tool_calls_section_begin|> <think></think>',
} as const;
const functionary = {
  label: 'constructed',
  source: 'the chat template of functionary-medium-v3.1',
  template: '<function=example_function_name>{{"example_name": "example_value"}}</function>',
} as const;

/** Calls as JSON alone, as JSON behind a name, and on channels. */
export const namedOutputs: OutputFixture[] = [
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
    ...llama,
    name: 'code for a built-in tool, which is content',
    output: '<|python_tag|>wolfram.call(query="2+2")',
    content: 'wolfram.call(query="2+2")',
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
    ...kimi,
    name: 'two calls after reasoning and a word',
    output:
      '<think>Look.</think>Let me see.<|tool_calls_section_begin|><|tool_call_begin|>functions.get_weather:0<|tool_call_argument_begin|>{"city": "Paris", "days": 2}<|tool_call_end|><|tool_call_begin|>functions.now:1<|tool_call_argument_begin|>{}<|tool_call_end|><|tool_calls_section_end|>',
    thoughts: 'Look.',
    content: 'Let me see.',
    calls: [
      { ...paris, id: 'functions.get_weather:0' },
      { name: 'now', arguments: {}, id: 'functions.now:1' },
    ],
  },
  {
    ...kimi,
    name: 'a call that ends thoughts',
    output:
      '<think>Look.<|tool_calls_section_begin|><|tool_call_begin|>functions.now:0<|tool_call_argument_begin|>{}<|tool_call_end|><|tool_calls_section_end|>',
    thoughts: 'Look.',
    content: '',
    calls: [{ name: 'now', arguments: {}, id: 'functions.now:0' }],
  },
  {
    ...kimi,
    name: 'a name without a number',
    output: '<|tool_call_begin|>now<|tool_call_argument_begin|>{"x": 1}<|tool_call_end|>',
    content: '',
    calls: [{ name: 'now', arguments: { x: 1 } }],
  },
  {
    ...kimi,
    name: 'no call between the marks',
    output: 'a <|tool_call_begin|>what ever it is<|tool_call_argument_begin|>{}',
    content: 'a <|tool_call_begin|>what ever it is<|tool_call_argument_begin|>{}',
    calls: [],
  },
  {
    ...functionary,
    name: 'two calls',
    output: '<function=get_weather>{"city": "Paris", "days": 2}</function><function=now>{}</function>',
    content: '',
    calls: [paris, { name: 'now', arguments: {} }],
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
  { ...generic, name: 'a call', output: parisJson, content: '', calls: [paris] },
  { ...generic, name: 'a call in a fence', output: `\`\`\`json\n${romeJson}\n\`\`\``, content: '', calls: [rome] },
  { ...generic, name: 'an answer', output: 'It is {"name": "x"} there.', content: 'It is {"name": "x"} there.', calls: [] },
];
