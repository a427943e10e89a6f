import type { GenerationEvent } from '@tuneloop/protocol';
import { describe, expect, test } from 'vitest';
import { end, start, text } from '../../test/stub-model.ts';
import type { AnswerHead } from '../generation/choice-event.ts';
import type { MessageAnswer, MessageStreamEvent } from './answer-wire.ts';
import { createMessageBodyEncoder } from './body-encoder.ts';
import { createMessageEventEncoder } from './event-encoder.ts';
import { messageSchema, messageStreamEventSchema } from './response-schemas.ts';

const head: AnswerHead = { id: 'msg_1', created: 1_700_000_000, model: 'stub', systemFingerprint: 'fp_1' };
const usage = {
  input_tokens: 6,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 4,
  output_tokens: 3,
  output_tokens_details: { thinking_tokens: 1 },
  server_tool_use: null,
};
const messageOnly = { cache_creation: null, inference_geo: null, service_tier: 'standard' };
const frame = { id: 'msg_1', type: 'message', role: 'assistant', model: 'stub', stop_details: null, container: null };
const opening = [
  {
    type: 'message_start',
    message: {
      ...frame,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...usage, ...messageOnly, output_tokens: 0, output_tokens_details: { thinking_tokens: 0 } },
    },
  },
  { type: 'ping' },
];

function closing(stop_reason: string, stop_sequence: string | null = null): object[] {
  return [
    { type: 'message_delta', delta: { stop_reason, stop_sequence, stop_details: null, container: null }, usage },
    { type: 'message_stop' },
  ];
}

function think(value: string): GenerationEvent {
  return { type: 'reasoning-delta', text: value };
}

function call(index: number, pieces: readonly string[]): GenerationEvent[] {
  return [
    { type: 'tool-call-start', index, id: `call_${index}`, name: 'weather' },
    ...pieces.map((piece): GenerationEvent => ({ type: 'tool-call-delta', index, arguments: piece })),
    { type: 'tool-call-end', index },
  ];
}

function eventsOf(events: readonly GenerationEvent[], omitThinking = false): MessageStreamEvent[] {
  const encoder = createMessageEventEncoder(head, { omitThinking });
  const encoded = [...events.flatMap((event) => encoder.encode({ index: 0, event })), ...encoder.finish()];
  return encoded.map((event) => messageStreamEventSchema.parse(event));
}

function bodyOf(events: readonly GenerationEvent[], omitThinking = false): MessageAnswer {
  const encoder = createMessageBodyEncoder(head, { omitThinking });
  for (const event of events) encoder.add({ index: 0, event });
  return messageSchema.parse(encoder.body());
}

const started = (index: number, content_block: object): object => ({
  type: 'content_block_start',
  index,
  content_block,
});
const changed = (index: number, delta: object): object => ({ type: 'content_block_delta', index, delta });
const stopped = (index: number): object => ({ type: 'content_block_stop', index });
const caller = { type: 'direct' };
const emptyText = { type: 'text', text: '', citations: null };

describe('a stream', () => {
  test('is a message with a block of text', () => {
    expect(eventsOf([start(), text('Hel'), text(''), text('lo'), end()])).toEqual([
      ...opening,
      started(0, emptyText),
      changed(0, { type: 'text_delta', text: 'Hel' }),
      changed(0, { type: 'text_delta', text: 'lo' }),
      stopped(0),
      ...closing('end_turn'),
    ]);
  });

  test('has no block when nothing was said', () => {
    expect(eventsOf([start(), end('length')])).toEqual([...opening, ...closing('max_tokens')]);
  });

  test('names the stop sequence that was met', () => {
    const events = eventsOf([start(), { ...end(), stopSequence: 'END' }]);
    expect(events).toEqual([...opening, ...closing('stop_sequence', 'END')]);
  });

  test('has a block for each thought, text and call, one after another', () => {
    const events = [
      start(),
      think('Hm'),
      think('.'),
      text('Look'),
      ...call(0, ['{"city":', '"Köln"}']),
      ...call(1, []),
    ];
    expect(eventsOf([...events, end('tool-calls')])).toEqual([
      ...opening,
      started(0, { type: 'thinking', thinking: '', signature: '' }),
      changed(0, { type: 'thinking_delta', thinking: 'Hm' }),
      changed(0, { type: 'thinking_delta', thinking: '.' }),
      changed(0, { type: 'signature_delta', signature: 'unsigned' }),
      stopped(0),
      started(1, emptyText),
      changed(1, { type: 'text_delta', text: 'Look' }),
      stopped(1),
      started(2, { type: 'tool_use', id: 'call_0', name: 'weather', input: {}, caller }),
      changed(2, { type: 'input_json_delta', partial_json: '{"city":' }),
      changed(2, { type: 'input_json_delta', partial_json: '"Köln"}' }),
      stopped(2),
      started(3, { type: 'tool_use', id: 'call_1', name: 'weather', input: {}, caller }),
      stopped(3),
      ...closing('tool_use'),
    ]);
  });

  test('ends each block once, also when calls are mixed up or never end', () => {
    const [begin0, delta0] = call(0, ['{']);
    const [begin1, delta1, end1] = call(1, ['{}']);
    const mixed = [start(), begin0, begin1, delta1, delta0, text('Oh'), end1, end('length')] as GenerationEvent[];
    const stops = eventsOf(mixed).flatMap((event) => (event.type === 'content_block_stop' ? [event.index] : []));
    expect(new Set(stops)).toEqual(new Set([0, 1, 2]));
    expect(stops).toHaveLength(3);
    expect(bodyOf(mixed).content).toMatchObject([{ input: '{' }, { input: {} }, { text: 'Oh' }]);
  });

  test('keeps thoughts to itself when asked to', () => {
    const events = [start(), think('A secret'), text('Hi'), end()];
    expect(JSON.stringify(eventsOf(events, true))).not.toContain('secret');
    expect(bodyOf(events, true).content).toEqual([
      { type: 'thinking', thinking: '', signature: 'unsigned' },
      { type: 'text', text: 'Hi', citations: null },
    ]);
  });
});

describe('a whole answer', () => {
  test('is what the stream adds up to', () => {
    const events = [start(), think('Hm.'), text('Lo'), text('ok'), ...call(0, ['{"city":', '"Köln"}']), ...call(1, [])];
    expect(bodyOf([...events, end('tool-calls')])).toEqual({
      ...frame,
      content: [
        { type: 'thinking', thinking: 'Hm.', signature: 'unsigned' },
        { type: 'text', text: 'Look', citations: null },
        { type: 'tool_use', id: 'call_0', name: 'weather', input: { city: 'Köln' }, caller },
        { type: 'tool_use', id: 'call_1', name: 'weather', input: {}, caller },
      ],
      stop_reason: 'tool_use',
      stop_sequence: null,
      usage: { ...usage, ...messageOnly },
    });
  });

  test('keeps arguments that are not JSON as the text that they are', () => {
    const { content } = bodyOf([start(), ...call(0, ['{"city": Köln']), end('tool-calls')]);
    expect(content).toMatchObject([{ type: 'tool_use', input: '{"city": Köln' }]);
  });

  test('needs an engine that ends what it begins', () => {
    expect(() => bodyOf([start(), text('Hi')])).toThrow('generation-end');
    expect(() => bodyOf([text('Hi'), end()])).toThrow('generation-start');
  });
});
