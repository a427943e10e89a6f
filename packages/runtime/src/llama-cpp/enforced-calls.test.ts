import type { GenerateRequest, ToolDefinition } from '@tuneloop/protocol';
import { describe, expect, it } from 'vitest';
import { createNativeMatcher } from '../../test/grammar/native-matcher.ts';
import { fixtureTools, outputFixtures } from '../parsing/__fixtures__/outputs.ts';
import { writeCalls } from '../parsing/formats/call-notation.ts';
import { chooseOutputParser, generic, toolCallFormat } from '../parsing/index.ts';
import { OutputPlanner, type OutputPlan } from './output-plan.ts';
import { OutputTranslator } from './output-translator.ts';

const tools: ToolDefinition[] = [
  {
    name: 'get_weather',
    parameters: {
      type: 'object',
      properties: { days: { type: 'integer' } },
      required: ['days'],
      additionalProperties: false,
    },
  },
];
const call = { name: 'get_weather', arguments: '{"days": 2}' };
const badCall = { name: 'get_weather', arguments: '{"days": "two"}' };

function plan(template: string, request: Partial<GenerateRequest>): OutputPlan {
  const planner = new OutputPlanner({ chatTemplate: `{{ tools }} ${template}`, controlTexts: [] });
  const prompt: GenerateRequest['prompt'] = { type: 'messages', messages: [{ role: 'user', content: 'hi' }] };
  return planner.plan({ prompt, tools, ...request }, [{ text: 'assistant', control: true }]);
}

const templates = [...new Set(outputFixtures.map(({ template }) => template))];

describe.each(templates)('a demanded call after %j', (template) => {
  const notation = toolCallFormat(template).notation ?? generic.notation!;

  it.each([{ parallelToolCalls: true }, { parallelToolCalls: false }])(
    'is one that the parser reads: %j',
    async (settings) => {
      const { grammar, parser } = plan(template, { toolChoice: 'required', ...settings });
      const matches = await createNativeMatcher(grammar!);
      const text = writeCalls(notation, [call]);
      expect(matches(text)).toBe(true);
      expect(matches(writeCalls(notation, [badCall]))).toBe(false);
      expect(matches('Hello.')).toBe(false);
      const several = notation.between !== undefined && settings.parallelToolCalls;
      expect(matches(writeCalls(notation, [call, call]))).toBe(several);
      const events = [...parser!.push(several ? writeCalls(notation, [call, call]) : text), ...parser!.end()];
      expect(events.filter(({ type }) => type === 'text-delta')).toEqual([]);
      expect(events.filter(({ type }) => type === 'tool-call-end')).toHaveLength(several ? 2 : 1);
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
