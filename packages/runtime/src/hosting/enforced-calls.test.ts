import type { GenerateRequest, ToolDefinition } from '@tuneloop/protocol';
import { describe, expect, it } from 'vitest';
import { createNativeMatcher } from '../../test/grammar/native-matcher.ts';
import { fixtureTools, outputFixtures } from '../parsing/__fixtures__/outputs.ts';
import { writeCalls } from '../parsing/formats/call-notation.ts';
import { chooseOutputParser, generic, toolCallFormat } from '../parsing/index.ts';
import { OutputPlanner, type OutputPlan } from './output-plan.ts';
import { OutputTranslator } from './output-translator.ts';
import { canWrite } from './parameter-grammar.ts';

const tools: ToolDefinition[] = [
  {
    name: 'get_weather',
    parameters: {
      type: 'object',
      properties: {
        days: { type: 'integer', maximum: 7 },
        note: { type: 'string', description: 'Whatever.' },
        tags: { type: 'array', items: { type: 'string' } },
        unit: { enum: ['C', 'F'] },
      },
      required: ['days'],
      additionalProperties: false,
    },
  },
];
const call = { name: 'get_weather', arguments: '{"days": 2}' };
const longCall = {
  name: 'get_weather',
  arguments: String.raw`{"days": 2, "note": "a </b> <|x </par\n\"q\" <<|\"|", "tags": ["</parameter>", "<|\"|>"], "unit": "C"}`,
};
const badCalls = [
  { days: 9 },
  { days: 'two' },
  {},
  { days: 2, other: 1 },
  { days: 2, unit: 'K' },
  { days: 2, tags: [1] },
].map((values) => ({ name: 'get_weather', arguments: JSON.stringify(values).replaceAll(/([:,])/g, '$1 ') }));

function plan(template: string, request: Partial<GenerateRequest>): OutputPlan {
  const planner = new OutputPlanner({ chatTemplate: `{{ tools }} ${template}`, controlTexts: [] });
  const prompt: GenerateRequest['prompt'] = { type: 'messages', messages: [{ role: 'user', content: 'hi' }] };
  return planner.plan({ prompt, tools, ...request }, [{ text: 'assistant', control: true }]);
}

const templates = [...new Set(outputFixtures.map(({ template }) => template))];

describe.each(templates)('a demanded call after %j', (template) => {
  const { notation } = toolCallFormat(template);

  it.each([{ parallelToolCalls: true }, { parallelToolCalls: false }])(
    'is one that the parser reads: %j',
    async (settings) => {
      const { grammar, parser } = plan(template, { toolChoice: 'required', ...settings });
      const matches = await createNativeMatcher(grammar!);
      const text = writeCalls(notation, [call]);
      expect(matches(text)).toBe(true);
      expect(matches(writeCalls(notation, [longCall]))).toBe(true);
      expect(badCalls.filter((bad) => matches(writeCalls(notation, [bad])))).toEqual([]);
      expect(matches('Hello.')).toBe(false);
      const several = notation.between !== undefined && settings.parallelToolCalls;
      expect(matches(writeCalls(notation, [call, call]))).toBe(several);
      const calls = several ? [longCall, call] : [longCall];
      const events = [...parser!.push(writeCalls(notation, calls)), ...parser!.end()];
      expect(events.filter(({ type }) => type === 'text-delta')).toEqual([]);
      const read = calls.map((_, index) =>
        events
          .map((event) => (event.type === 'tool-call-delta' && event.index === index ? event.arguments : ''))
          .join(''),
      );
      expect(read.map((text) => JSON.parse(text) as unknown)).toEqual(
        calls.map(({ arguments: text }) => JSON.parse(text) as unknown),
      );
    },
  );

  it('may be an answer in a format instead where none is demanded', async () => {
    const schema = { type: 'object', properties: { a: { const: 1 } }, required: ['a'], additionalProperties: false };
    const { grammar, parser } = plan(template, { outputFormat: { type: 'json-schema', schema } });
    const matches = await createNativeMatcher(grammar!);
    const opening = toolCallFormat(template).frames?.answer ?? '';
    const answer = `${opening}{"a": 1}`;
    expect([answer, writeCalls(notation, [call]), `${opening}{"a": 2}`].map(matches)).toEqual([true, true, false]);
    const events = [...parser!.push(answer), ...parser!.end()];
    expect(events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('')).toBe('{"a": 1}');
  });
});

it('lets thoughts on a channel come first', async () => {
  const { grammar } = plan('<|channel|>', { toolChoice: { name: 'get_weather' } });
  const matches = await createNativeMatcher(grammar!);
  const asked = '<|channel|>commentary to=functions.get_weather <|constrain|>json<|message|>{"days": 2}';
  expect(matches(asked)).toBe(true);
  expect(matches(`<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant${asked}`)).toBe(true);
  expect(matches(`<|channel|>analysis<|message|>Hm.<|end|>${asked}`)).toBe(false);
});

it.each(outputFixtures.filter(({ calls }) => calls.length > 1))(
  'ends after one call where there may be no more: $template, $name',
  (fixture) => {
    const parser = chooseOutputParser(fixture.template, { tools: fixtureTools, reasoning: fixture.reasoning })!;
    const translator = new OutputTranslator({ parser, stop: [], singleCall: true, logprobs: false });
    const events = [...translator.push({ text: fixture.output }), ...translator.end()];
    expect(events.filter(({ type }) => type === 'tool-call-start')).toHaveLength(1);
    expect(events.at(-1)?.type).toBe('tool-call-end');
    expect(translator.cut).toEqual({});
  },
);

it('is generic JSON where a schema cannot be kept in the notation of the model', async () => {
  const properties = { city: { type: 'string', pattern: '^[A-Z]$' } };
  const strict = [{ name: 'f', parameters: { type: 'object', properties, required: ['city'] } }];
  const generic = '{"name": "f", "arguments": {"city": "X"}}';
  for (const [template, native] of [
    ['<tool_call> <parameter=', undefined],
    ['<tool_call> <arg_key>', undefined],
    ['<|tool_call>', '<|tool_call>call:f{city:"X"}<tool_call|>'],
    ['<|tool_list_start|>', '<|tool_call_start|>[f(city="X")]<|tool_call_end|>'],
  ] as const) {
    const matches = await createNativeMatcher(plan(template, { tools: strict, toolChoice: 'required' }).grammar!);
    expect(matches(native ?? generic)).toBe(true);
    expect(matches((native ?? generic).replace('X', 'x'))).toBe(false);
  }
});

it.each([
  [true],
  [{ type: 'object' }],
  [{ type: 'object', properties: { a: { $ref: '#/$defs/a' } }, $defs: { a: { type: 'integer' } } }],
  [{ type: 'object', properties: { a: true } }],
  [{ type: 'object', properties: {}, required: ['a'] }],
  [{ type: 'object', properties: { a: { type: ['string', 'null'] } } }],
])('leaves %j to generic JSON in a notation without types', (parameters) => {
  const { notation } = toolCallFormat('<parameter=');
  expect(canWrite(notation, { name: 'f', parameters })).toBe(false);
  expect(canWrite(generic.notation, { name: 'f', parameters })).toBe(true);
});
