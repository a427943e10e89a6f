import { paris, type OutputFixture } from './output-fixture.ts';

const qwenCoder = {
  label: 'constructed',
  source: 'https://huggingface.co/Qwen/Qwen3-Coder-30B-A3B-Instruct (chat_template.jinja)',
  template: '<tool_call>\n<function=example>\n<parameter=example>',
} as const;
const seed = {
  label: 'constructed',
  source: 'the chat template of ByteDance-Seed-OSS',
  template: '<seed:tool_call>\n<function=example_function_name>\n<parameter=example_parameter_1> <seed:think>',
} as const;
const minimax = {
  label: 'constructed',
  source: 'https://huggingface.co/MiniMaxAI/MiniMax-M2/blob/main/docs/tool_calling_guide.md',
  template: '<minimax:tool_call> <invoke name="tool-name-1"> <parameter name="param-key-1"> <think>',
} as const;
const dsml = {
  label: 'constructed',
  source: 'the chat templates of DeepSeek-V3.2 and V4',
  template: '｜DSML｜ <think></think>',
} as const;
const glm = {
  label: 'constructed',
  source: 'the chat templates of GLM-4.6 and GLM-4.7-Flash',
  template: '<tool_call>{function-name} <arg_key>{arg-key-1}</arg_key> <think></think>',
} as const;
const hunyuan = {
  label: 'constructed',
  source: 'the chat template of Hy3',
  template: "'<tool_call{}>'.format(HYTK) '<arg_key{}>'.format(HYTK) '<think{}>'.format(HYTK)",
} as const;
const miniCpm = {
  label: 'constructed',
  source: 'the chat template of MiniCPM5-1B',
  template: '<function name="example"><param name="example">',
} as const;

/** Calls whose parameters have tags of their own. */
export const taggedOutputs: OutputFixture[] = [
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
    ...qwenCoder,
    name: 'a function that has something else in it',
    output: '<tool_call>\n<function=now>what?</function>\n</tool_call>',
    content: 'what?</function>\n</tool_call>',
    calls: [{ name: 'now', arguments: {} }],
  },
  {
    ...seed,
    name: 'a call after reasoning',
    output:
      '<seed:think>Look.</seed:think>\nWait.\n<seed:tool_call>\n<function=get_weather>\n<parameter=city>Paris</parameter>\n<parameter=days>2</parameter>\n</function>\n</seed:tool_call>',
    thoughts: 'Look.',
    content: 'Wait.',
    calls: [paris],
  },
  {
    ...minimax,
    name: 'two calls in one block',
    reasoning: 'opened',
    output:
      'Look.\n</think>\n\nWait.\n<minimax:tool_call>\n<invoke name="get_weather">\n<parameter name="city">Paris</parameter>\n<parameter name="days">2</parameter>\n</invoke>\n<invoke name="write_file">\n<parameter name="text">\nkeep\n</parameter>\n</invoke>\n</minimax:tool_call>\nDone.',
    thoughts: 'Look.',
    content: 'Wait.Done.',
    calls: [paris, { name: 'write_file', arguments: { text: '\nkeep\n' } }],
  },
  {
    ...minimax,
    name: 'no call within the block',
    output: 'See <minimax:tool_call>nothing</minimax:tool_call>.',
    content: 'See <minimax:tool_call>nothing</minimax:tool_call>.',
    calls: [],
  },
  {
    ...dsml,
    name: 'values whose types the tags tell',
    output:
      '</think>Wait.\n\n<｜DSML｜function_calls>\n<｜DSML｜invoke name="f">\n<｜DSML｜parameter name="a" string="true">12</｜DSML｜parameter>\n<｜DSML｜parameter name="b" string="false">{"c": [1]}</｜DSML｜parameter>\n</｜DSML｜invoke>\n<｜DSML｜invoke name="now">\n</｜DSML｜invoke>\n</｜DSML｜function_calls>',
    reasoning: 'opened',
    content: 'Wait.',
    calls: [
      { name: 'f', arguments: { a: '12', b: { c: [1] } } },
      { name: 'now', arguments: {} },
    ],
  },
  {
    ...dsml,
    name: 'a call that breaks off',
    output: '<｜DSML｜tool_calls>\n<｜DSML｜invoke name="f">\n<｜DSML｜parameter name="a" string="true">half',
    content: '',
    calls: [{ name: 'f', arguments: { a: 'half' } }],
  },
  {
    ...glm,
    name: 'two calls on lines of their own',
    output:
      '\n<think>Look.</think>\nWait.\n<tool_call>get_weather\n<arg_key>city</arg_key>\n<arg_value>Paris</arg_value>\n<arg_key>days</arg_key>\n<arg_value>2</arg_value>\n</tool_call>\n<tool_call>now\n</tool_call>',
    thoughts: 'Look.',
    content: 'Wait.',
    calls: [paris, { name: 'now', arguments: {} }],
  },
  {
    ...glm,
    name: 'a call without white space, and lists',
    reasoning: 'opened',
    output: 'Look.</think><tool_call>f<arg_key>list</arg_key><arg_value>["a", 1]</arg_value></tool_call>',
    thoughts: 'Look.',
    content: '',
    calls: [{ name: 'f', arguments: { list: ['a', 1] } }],
  },
  {
    ...glm,
    name: 'no call between the tags',
    output: '<tool_call>hello there</tool_call>',
    content: '<tool_call>hello there</tool_call>',
    calls: [],
  },
  {
    ...hunyuan,
    name: 'a call after reasoning',
    reasoning: 'opened',
    output:
      'Look.</think:opensource>Wait.<tool_calls:opensource>\n<tool_call:opensource>get_weather<tool_sep:opensource>\n<arg_key:opensource>city</arg_key:opensource>\n<arg_value:opensource>Paris</arg_value:opensource>\n<arg_key:opensource>days</arg_key:opensource>\n<arg_value:opensource>2</arg_value:opensource>\n</tool_call:opensource>\n</tool_calls:opensource>',
    thoughts: 'Look.',
    content: 'Wait.',
    calls: [paris],
  },
  {
    ...miniCpm,
    name: 'two calls',
    output:
      '<function name="get_weather"><param name="city">Paris</param><param name="days">2</param></function>\n<function name="now"></function>',
    content: '',
    calls: [paris, { name: 'now', arguments: {} }],
  },
];
