import { paris, parisJson, type OutputFixture } from './output-fixture.ts';

const gemma = {
  label: 'constructed',
  source: 'https://ai.google.dev/gemma/docs/core/prompt-formatting-gemma4',
  template: '<|tool_call>call: <tool_call|> <|channel>thought\n<channel|>',
} as const;
const functionGemma = {
  label: 'constructed',
  source: 'https://ai.google.dev/gemma/docs/functiongemma/formatting-and-best-practices',
  template: '<start_function_declaration> <start_function_call>',
} as const;
const lfm = {
  label: 'constructed',
  source: 'https://docs.liquid.ai/lfm/key-concepts/tool-use',
  template: '<|tool_list_start|>[ ]<|tool_list_end|> <think>',
} as const;

/** Calls in notations for values that are not JSON. */
export const literalOutputs: OutputFixture[] = [
  {
    ...gemma,
    name: 'a call after a thought',
    output:
      '<|channel>thought\nNeed it.\n<channel|><|tool_call>call:get_weather{city:<|"|>Paris<|"|>,days:2}<tool_call|>',
    thoughts: 'Need it.',
    content: '',
    calls: [paris],
  },
  {
    ...gemma,
    name: 'calls that end thoughts',
    output:
      '<|channel>thought\nHm.<|tool_call>call:now{}<tool_call|><|channel>thought\nSo.<|tool_call>call:now{}<tool_call|>',
    thoughts: 'Hm.So.',
    content: '',
    calls: [
      { name: 'now', arguments: {} },
      { name: 'now', arguments: {} },
    ],
  },
  {
    ...gemma,
    name: 'values of all kinds',
    output:
      '<|tool_call>call:f{a:[1, -2.5e3,true,null],b:{<|"|>c d<|"|>:<|"|>"q" {}[]:,\n\\<|"|>,"e":"x\\"\\n"},g:{},h:word}<tool_call|><|tool_call>call:now{}<tool_call|>',
    content: '',
    calls: [
      {
        name: 'f',
        arguments: { a: [1, -2500, true, null], b: { 'c d': '"q" {}[]:,\n\\', e: 'x"\n' }, g: {}, h: 'word' },
      },
      { name: 'now', arguments: {} },
    ],
  },
  {
    ...gemma,
    name: 'thoughts in the middle and at the end, where there are no tools',
    toolless: true,
    output: 'One.<|channel>thought\nHm.\n<channel|>Two.<channel|>',
    thoughts: 'Hm.',
    content: 'One.Two.',
    calls: [],
  },
  {
    ...gemma,
    name: 'arguments that are none',
    output: '<|tool_call>call:f{a:1,,what ever}<tool_call|>Done.',
    content: 'Done.',
    calls: [{ name: 'f', arguments: '{"a": 1, ,what ever}' }],
  },
  {
    ...gemma,
    name: 'a call that breaks off',
    output: '<|tool_call>call:f{a:<|"|>half',
    content: '',
    calls: [{ name: 'f', arguments: '{"a": "half' }],
  },
  {
    ...gemma,
    name: 'no call between the marks',
    output: '<|tool_call>what?<tool_call|>',
    content: '<|tool_call>what?<tool_call|>',
    calls: [],
  },
  {
    ...functionGemma,
    name: 'two calls, then a response that it does not wait for',
    output:
      '<start_function_call>call:get_weather{city:<escape>Paris<escape>,days:2}<end_function_call><start_function_call>call:now{}<end_function_call><start_function_response>',
    content: '',
    calls: [paris, { name: 'now', arguments: {} }],
  },
  {
    ...lfm,
    name: 'two calls, then an answer',
    output:
      '<think>Look.</think><|tool_call_start|>[get_weather(city="Paris", days=2), now()]<|tool_call_end|>Checking.',
    thoughts: 'Look.',
    content: 'Checking.',
    calls: [paris, { name: 'now', arguments: {} }],
  },
  {
    ...lfm,
    name: 'values of all kinds',
    output:
      "<|tool_call_start|>[f(a='it\\'s', b=[1, (2,), {'k': None}], c=True, d=1.5, e='It's \\u00e4 \\d',)]<|tool_call_end|>",
    content: '',
    calls: [
      { name: 'f', arguments: { a: "it's", b: [1, [2], { k: null }], c: true, d: 1.5, e: 'It\'s ä \\d' } },
    ],
  },
  {
    ...lfm,
    name: 'a call as JSON',
    output: `<|tool_call_start|>[${parisJson}]<|tool_call_end|>`,
    content: '',
    calls: [paris],
  },
  {
    ...lfm,
    name: 'arguments without names',
    output: '<|tool_call_start|>[f("x")]<|tool_call_end|>Done.',
    content: 'Done.',
    calls: [{ name: 'f', arguments: '{"x")]' }],
  },
  {
    ...lfm,
    name: 'no call between the marks',
    output: '<|tool_call_start|>what?<|tool_call_end|>',
    content: '<|tool_call_start|>what?<|tool_call_end|>',
    calls: [],
  },
];
