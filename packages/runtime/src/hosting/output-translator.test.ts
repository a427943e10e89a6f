import type { GenerationEvent, TokenLogprob } from '@tuneloop/protocol';
import { describe, expect, it } from 'vitest';
import { chooseOutputParser } from '../parsing/index.ts';
import { OutputTranslator, type OutputTranslatorOptions } from './output-translator.ts';

function logprob(token: string): TokenLogprob {
  return { token, tokenId: 0, bytes: [...Buffer.from(token)], logprob: -1, top: [] };
}

function translate(tokens: readonly string[], options: Partial<OutputTranslatorOptions> = {}) {
  const parser = chooseOutputParser('<tool_call> <think></think>', {
    tools: [{ name: 'f', parameters: true }],
    createId: () => 'id',
  })!;
  const settings = { parser, stop: [], singleCall: false, logprobs: true, ...options };
  const translator = new OutputTranslator(settings);
  const events: GenerationEvent[] = [];
  for (const token of tokens) {
    if (translator.cut !== undefined) break;
    events.push(...translator.push({ text: token, ...(settings.logprobs && { logprobs: [logprob(token)] }) }));
  }
  if (translator.cut === undefined) events.push(...translator.end());
  const texts = events.filter((event) => event.type === 'text-delta');
  return {
    translator,
    events,
    text: texts.map(({ text }) => text).join(''),
    tokens: texts.flatMap(({ logprobs = [] }) => logprobs.map(({ token }) => token)),
  };
}

const thoughts = ['<think>', 'Hm', ', a stop', '.', '</think>', '\n\n'];
const call = ['<tool_call>', '{"name": "f", ', '"arguments": {"x": ', '"stop"}}', '</tool_call>'];

describe('OutputTranslator', () => {
  it('gives content the log-probabilities of its own tokens, and of no others', () => {
    const { text, tokens } = translate([...thoughts, 'Hello', ' <', 'b', '> ', 'you', '\n', ...call]);
    expect(text).toBe('Hello <b> you');
    expect(tokens).toEqual(['Hello', ' <', 'b', '> ', 'you']);
  });

  it('keeps tokens that are a part of a character with it', () => {
    expect(translate(['a', '', '', '😀', 'b'])).toMatchObject({ text: 'a😀b', tokens: ['a', '', '', '😀', 'b'] });
  });

  it('leaves log-probabilities out when nobody asked', () => {
    const { events } = translate(['a'], { logprobs: false });
    expect(events).toEqual([{ type: 'text-delta', text: 'a' }]);
  });

  it('counts the tokens of reasoning, markup included', () => {
    const { translator } = translate([...thoughts, 'Hello']);
    expect(translator.reasoningTokens).toBe(5);
    expect(translator.tokens).toBe(7);
  });

  it('looks for stop strings in content alone', () => {
    const { text, translator, events } = translate([...thoughts, ...call, 'It st', 'ops', ' here'], { stop: ['stop'] });
    expect(text).toBe('It ');
    expect(translator.cut).toEqual({ stopSequence: 'stop' });
    expect(translator.calls).toBe(1);
    expect(events.some((event) => event.type === 'tool-call-delta' && event.arguments.includes('stop'))).toBe(true);
  });

  it('gives back what only looked like a stop string, before a call and at the end', () => {
    const { events } = translate(['st', ...call, 'sto'], { stop: ['stop'], logprobs: false });
    expect(events.filter(({ type }) => type !== 'tool-call-delta').map(({ type }) => type)).toEqual([
      'text-delta',
      'tool-call-start',
      'tool-call-end',
      'text-delta',
    ]);
  });

  it('ends after the first call where one is all', () => {
    const { translator, events } = translate([...call, ...call], { singleCall: true });
    expect(translator.cut).toEqual({});
    expect(events.filter(({ type }) => type === 'tool-call-start')).toHaveLength(1);
  });

  it('ends where the turn is over, although the model goes on', () => {
    const parser = functionGemma();
    const output = ['Hm', '.<start_function_call>call:f{}', '<end_function_call>', '<start_function_response>', 'no'];
    const { events, text, translator } = translate(output, { parser, stop: ['Hmm'], logprobs: false });
    expect(text).toBe('Hm.');
    expect(events.at(-1)?.type).toBe('tool-call-end');
    expect(translator.cut).toEqual({});
    expect(translate(['Hm', '<start_function_response>no'], { parser: functionGemma(), stop: ['Hmm'] }).text).toBe(
      'Hm',
    );
  });
});

function functionGemma() {
  return chooseOutputParser('<start_function_call>', { tools: [{ name: 'f', parameters: true }] })!;
}
