import type { GenerateRequest, Prompt, ToolDefinition } from '@tuneloop/protocol';
import { describe, expect, it } from 'vitest';
import { OutputPlanner } from './output-plan.ts';

const tools: ToolDefinition[] = [
  { name: 'f', parameters: { type: 'object', properties: { x: { type: 'integer' } }, required: ['x'] } },
  { name: 'g', parameters: true },
];
const qwen = '{{ tools }} <tool_call> <think></think> {{ enable_thinking }}';
const schema = { type: 'object', properties: { a: { const: 1 } }, required: ['a'] };

function plan(
  chatTemplate: string | undefined,
  request: Partial<GenerateRequest>,
  { promptEnd = 'assistant\n', controlTexts = [] as string[] } = {},
) {
  const planner = new OutputPlanner({ chatTemplate, controlTexts });
  const prompt: Prompt = { type: 'messages', messages: [{ role: 'user', content: 'hi' }] };
  return planner.plan({ prompt, ...request }, [{ text: promptEnd, control: true }]);
}

function typesOf(chatTemplate: string, output: string, controlTexts: string[] = []): string[] {
  const { parser } = plan(chatTemplate, { tools }, { controlTexts });
  return [...(parser?.push(output) ?? []), ...(parser?.end() ?? [])].map(({ type }) => type);
}

const callTypes = ['tool-call-start', 'tool-call-delta', 'tool-call-end'];

describe('OutputPlanner', () => {
  it('leaves plain text alone', () => {
    expect(plan(undefined, {})).toEqual({ parser: undefined, grammar: undefined, markup: [], singleCall: false });
    expect(plan(qwen, { toolChoice: 'none', tools, prompt: { type: 'text', text: 'x' } }).parser).toBeUndefined();
  });

  it("knows the model's own calls", () => {
    expect(typesOf(qwen, '<tool_call>{"name": "f", "arguments": {}}</tool_call>')).toEqual(callTypes);
  });

  it('asks for the text of the control tokens that it reads, and of no others', () => {
    const controlTexts = ['<|tool_call|>', '<|im_end|>', '<think>', '</think>'];
    const granite = '{{ tools }} <|tool_call|>';
    expect(typesOf(granite, '<|tool_call|>[{"name": "f", "arguments": {}}]', controlTexts)).toEqual(callTypes);
    expect(plan(granite, { tools }, { controlTexts }).markup).toEqual(['<|tool_call|>']);
    expect(plan(granite, {}, { controlTexts }).markup).toEqual([]);
    expect(plan(qwen, {}, { controlTexts }).markup).toEqual(['<think>', '</think>']);
  });

  it("reads Llama's tag before a call, which is a control token", () => {
    const controlTexts = ['<|python_tag|>', '<|eom_id|>', '<|eot_id|>'];
    const llama = '{{ tools }} <|start_header_id|> "parameters"';
    expect(plan(llama, { tools }, { controlTexts }).markup).toEqual(['<|python_tag|>']);
    expect(plan(llama, {}, { controlTexts }).markup).toEqual([]);
    expect(typesOf(llama, '<|python_tag|>{"name": "f", "parameters": {}}', controlTexts)).toEqual(callTypes);
    expect(typesOf(llama, '<|python_tag|>print(1)', controlTexts)).toEqual(['text-delta']);
  });

  it('reads the channels of harmony although they are control tokens, with tools and without', () => {
    const controlTexts = [
      '<|start|>',
      '<|channel|>',
      '<|message|>',
      '<|end|>',
      '<|call|>',
      '<|return|>',
      '<|constrain|>',
    ];
    const harmony = '{{ tools }} <|channel|>';
    expect(plan(harmony, {}, { controlTexts }).markup).toEqual(expect.arrayContaining(controlTexts));
    expect(typesOf(harmony, '<|channel|>commentary to=functions.f<|message|>{"x":1}<|call|>', controlTexts)).toEqual(
      callTypes,
    );
    const { parser } = plan('<|channel|>', {}, { controlTexts });
    expect(parser?.push('<|channel|>final<|message|>Hello')).toEqual([expect.objectContaining({ text: 'Hello' })]);
  });

  it('knows generic calls where the template has no tools', () => {
    expect(typesOf('<tool_call>', '{"name": "f", "arguments": {}}')).toEqual(callTypes);
  });

  it('knows whether the prompt ended within reasoning', () => {
    expect(plan(qwen, {}, { promptEnd: 'assistant\n<think>\n' }).parser?.inReasoning).toBe(true);
    expect(plan(qwen, {}).parser?.inReasoning).toBe(false);
    expect(plan(qwen, {}, { promptEnd: '<think>', controlTexts: ['</think>'] }).parser?.inReasoning).toBe(true);
    const continued = plan(qwen, { continueFinalMessage: true }, { promptEnd: '<think>' });
    expect(continued.parser).toBeUndefined();
  });

  it('writes demanded calls as the model would', () => {
    const grammar = plan(qwen, { tools, toolChoice: { name: 'f' } }).grammar!;
    expect(grammar).toContain(
      String.raw`"<tool_call>\n{\"name\": \"f\", \"arguments\": " arguments-0 "}\n</tool_call>"`,
    );
    expect(grammar).not.toContain(String.raw`\"g\"`);
    const llama = plan('{{ tools }} <|start_header_id|> "parameters"', { tools, toolChoice: 'required' }).grammar!;
    expect(llama).toContain(String.raw`"{\"name\": \"g\", \"parameters\": "`);
  });

  it('allows several demanded calls unless told otherwise', () => {
    const callsOf = (request: Partial<GenerateRequest>) =>
      /^calls ::= call \(.* call\)/m.test(plan(qwen, { tools, ...request }).grammar!);
    expect(callsOf({ toolChoice: 'required' })).toBe(true);
    expect(callsOf({ toolChoice: 'required', parallelToolCalls: false })).toBe(false);
    expect(callsOf({ toolChoice: { name: 'f' } })).toBe(false);
  });

  it('leaves room for reasoning before what is demanded', () => {
    const grammar = (promptEnd: string) =>
      plan(qwen, { outputFormat: { type: 'json-schema', schema } }, { promptEnd }).grammar!.split('\n')[1];
    expect(grammar('assistant\n')).toBe(
      String.raw`reasoning ::= ("<think>" ([^<] | "<" [^/])* "</think>" [ \n]{0,2})?`,
    );
    expect(grammar('<think>\n')).toBe(String.raw`reasoning ::= ([^<] | "<" [^/])* "</think>" [ \n]{0,2}`);
  });

  it('limits reasoning where there can be some', () => {
    const request: Partial<GenerateRequest> = { reasoning: { budgetTokens: 9 }, tools, toolChoice: 'required' };
    const { grammar, reasoningBudget } = plan(qwen, request);
    expect(reasoningBudget).toMatchObject({ tokens: 9, closing: '\n</think>\n\n' });
    expect(grammar).toMatch(/^root ::= reasoning \(calls\)/);
    expect(reasoningBudget?.answerGrammar).toMatch(/^root ::= \(calls\)/);
    expect(plan(undefined, request).reasoningBudget).toBeUndefined();
  });

  it('limits thoughts on a channel', () => {
    const budget: Partial<GenerateRequest> = { reasoning: { budgetTokens: 9 } };
    const answered = plan('{{ tools }} <|channel|>', { ...budget, outputFormat: { type: 'json-schema', schema } });
    expect(answered.reasoningBudget?.closing).toBe('<|end|><|start|>assistant<|channel|>final<|message|>');
    expect(answered.grammar).toContain('("<|channel|>final<|message|>" answer)');
    expect(answered.reasoningBudget?.answerGrammar).not.toContain('final');
    const { parser, reasoningBudget } = plan('{{ tools }} <|channel|>', { ...budget, tools });
    expect(reasoningBudget).toEqual({ tokens: 9, closing: '<|end|><|start|>assistant', answerGrammar: undefined });
    parser!.push('<|channel|>analysis<|message|>On and on');
    expect(parser!.inReasoning).toBe(true);
    parser!.push(reasoningBudget!.closing);
    const answer = '<|channel|>final<|message|>Done.';
    expect(parser!.push(answer)).toEqual([expect.objectContaining({ type: 'text-delta', text: 'Done.' })]);
  });

  it("takes the output under a caller's own grammar as it is", () => {
    const own = plan(qwen, { outputFormat: { type: 'grammar', grammar: 'root ::= "a"' } }, { promptEnd: '<think>' });
    expect(own).toMatchObject({ parser: undefined, grammar: 'root ::= "a"' });
  });

  it('refuses by name what a schema of a tool cannot enforce', () => {
    const odd = [{ name: 'f', parameters: { type: 'object', properties: { a: { not: {} } } } }];
    expect(() => plan(qwen, { tools: odd, toolChoice: 'required' })).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED', details: { keyword: 'not', path: '/properties/a/not' } }),
    );
    expect(plan(qwen, { tools: odd }).grammar).toBeUndefined();
  });
});
