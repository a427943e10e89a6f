import type { GenerationEvent } from '@tuneloop/protocol';
import { TuneloopError } from '@tuneloop/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { end, start, text } from '../../test/stub-model.ts';
import { decodeResponseRequest } from './decode-request.ts';
import { responseSchema } from './resource-schema.ts';
import { createResponseEncoder, type ResponseEncoder } from './response-encoder.ts';
import type { ResponseHead } from './response-resource.ts';
import { responseStreamEventSchema } from './stream-event-schema.ts';
import type { ResponseStreamEvent } from './stream-event.ts';

const suffix = '0'.repeat(32);
const head: ResponseHead = { id: `resp_${suffix}`, createdAt: new Date(1_700_000_000_995), model: 'stub' };
const { settings } = decodeResponseRequest({ input: 'Hi' }, { responseId: head.id });

function create(): ResponseEncoder {
  return createResponseEncoder(head, settings);
}

/** Every event is what the OpenAPI document says, and they are numbered. */
function streamOf(events: readonly GenerationEvent[], encoder: ResponseEncoder = create()): ResponseStreamEvent[] {
  const sent = [...events.flatMap((event) => encoder.encode(event)), ...encoder.finish()];
  expect(sent.map((event) => event.sequence_number)).toEqual(sent.map((_, index) => index));
  return sent.map((event) => responseStreamEventSchema.parse(event));
}

const reasoning = (piece: string): GenerationEvent => ({ type: 'reasoning-delta', text: piece });
const callStart = (index: number): GenerationEvent => ({
  type: 'tool-call-start',
  index,
  id: `call_${index}`,
  name: 'look',
});
const callDelta = (index: number, piece: string): GenerationEvent => ({
  type: 'tool-call-delta',
  index,
  arguments: piece,
});
const callEnd = (index: number): GenerationEvent => ({ type: 'tool-call-end', index });

const message = (content: object[], status = 'completed') => ({
  type: 'message',
  id: `msg_${suffix}_0`,
  status,
  role: 'assistant',
  content,
});
const part = (value: string) => ({ type: 'output_text', text: value, annotations: [], logprobs: [] });

describe('a stream', () => {
  test('of text has OpenAI’s events', () => {
    const place = { item_id: `msg_${suffix}_0`, output_index: 0, content_index: 0 };
    const events = streamOf([start(), text('Hel'), text(''), text('lo'), end()]);
    const inProgress = { id: head.id, status: 'in_progress', output: [], usage: null, completed_at: null };
    expect(events).toMatchObject([
      { type: 'response.created', response: inProgress },
      { type: 'response.in_progress', response: inProgress },
      { type: 'response.output_item.added', output_index: 0, item: message([], 'in_progress') },
      { type: 'response.content_part.added', ...place, part: part('') },
      { type: 'response.output_text.delta', ...place, delta: 'Hel', logprobs: [] },
      { type: 'response.output_text.delta', ...place, delta: 'lo', logprobs: [] },
      { type: 'response.output_text.done', ...place, text: 'Hello', logprobs: [] },
      { type: 'response.content_part.done', ...place, part: part('Hello') },
      { type: 'response.output_item.done', output_index: 0, item: message([part('Hello')]) },
      {
        type: 'response.completed',
        response: { status: 'completed', output: [message([part('Hello')])], incomplete_details: null, error: null },
      },
    ]);
  });

  test('of reasoning, text and calls has an item for each, one after the other', () => {
    const events = streamOf([
      start(),
      reasoning('Hm'),
      reasoning('.'),
      text('Looking.'),
      callStart(0),
      callDelta(0, '{"a":'),
      callDelta(0, '1}'),
      callEnd(0),
      callStart(1),
      callDelta(1, '{}'),
      callEnd(1),
      end('tool-calls'),
    ]);
    expect(events.map(({ type }) => type.replace('response.', ''))).toEqual([
      'created',
      'in_progress',
      'output_item.added',
      'content_part.added',
      'reasoning_text.delta',
      'reasoning_text.delta',
      'reasoning_text.done',
      'content_part.done',
      'output_item.done',
      'output_item.added',
      'content_part.added',
      'output_text.delta',
      'output_text.done',
      'content_part.done',
      'output_item.done',
      'output_item.added',
      'function_call_arguments.delta',
      'function_call_arguments.delta',
      'function_call_arguments.done',
      'output_item.done',
      'output_item.added',
      'function_call_arguments.delta',
      'function_call_arguments.done',
      'output_item.done',
      'completed',
    ]);
    expect(events.at(-1)).toMatchObject({
      response: {
        status: 'completed',
        output: [
          { type: 'reasoning', id: `rs_${suffix}_0`, summary: [], content: [{ type: 'reasoning_text', text: 'Hm.' }] },
          { type: 'message', content: [part('Looking.')] },
          { type: 'function_call', id: `fc_${suffix}_2`, call_id: 'call_0', name: 'look', arguments: '{"a":1}' },
          { type: 'function_call', call_id: 'call_1', arguments: '{}', status: 'completed' },
        ],
      },
    });
  });

  test('of reasoning that is to be summarised gives all of it as the summary', () => {
    const summarised = createResponseEncoder(head, { ...settings, reasoning: { effort: null, summary: 'auto' } });
    const events = streamOf([start(), reasoning('Hm'), reasoning('.'), text('So.'), end()], summarised);
    expect(events.slice(2, 8).map(({ type }) => type.replace('response.', ''))).toEqual([
      'output_item.added',
      'reasoning_summary_part.added',
      'reasoning_summary_text.delta',
      'reasoning_summary_text.delta',
      'reasoning_summary_text.done',
      'reasoning_summary_part.done',
    ]);
    expect(events.at(-1)).toMatchObject({
      response: {
        reasoning: { summary: 'auto' },
        output: [{ type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }], content: [] }, {}],
      },
    });
  });

  test('that runs out of tokens is incomplete, and so is the item that was cut off', () => {
    const events = streamOf([start(), reasoning('Hm.'), text('Hel'), end('length')]);
    const incomplete = { incomplete_details: { reason: 'max_output_tokens' }, completed_at: null };
    expect(events.at(-1)).toMatchObject({
      type: 'response.incomplete',
      response: { status: 'incomplete', output: [{ status: 'completed' }, { status: 'incomplete' }], ...incomplete },
    });
    expect(events.at(-2)).toMatchObject({ type: 'response.output_item.done', item: { status: 'incomplete' } });
  });

  test('that runs out of tokens in a call says so of the call', () => {
    const events = streamOf([start(), callStart(0), callDelta(0, '{"a'), callEnd(0), end('length')]);
    expect(events.at(-2)).toMatchObject({ item: { arguments: '{"a', status: 'incomplete' } });
  });

  test('of nothing has an empty message', () => {
    const events = streamOf([start(), end()]);
    expect(events.at(-1)).toMatchObject({ response: { output: [message([part('')])] } });
  });

  test('carries logprobs, also of tokens whose text is held back', () => {
    const token = { token: 'é', tokenId: 5, bytes: [195, 169], logprob: -0.5, top: [] };
    const wire = { token: 'é', bytes: [195, 169], logprob: -0.5, top_logprobs: [] };
    const events = streamOf([
      start(),
      { type: 'text-delta', text: '', logprobs: [token] },
      { type: 'text-delta', text: 'é', logprobs: [token] },
      end(),
    ]);
    const deltas = events.filter(({ type }) => type === 'response.output_text.delta');
    expect(deltas).toMatchObject([
      { delta: '', logprobs: [wire] },
      { delta: 'é', logprobs: [wire] },
    ]);
    expect(events.at(-1)).toMatchObject({ response: { output: [{ content: [{ logprobs: [wire, wire] }] }] } });
  });

  test('that fails ends with the error in both of its shapes, and the failed response', () => {
    const encoder = create();
    const sent = [start(), text('Hel')].flatMap((event) => encoder.encode(event));
    const events = encoder.fail(new TuneloopError('INTERNAL', 'a secret'));
    for (const event of events) responseStreamEventSchema.parse(event);
    const error = { code: 'internal_error', param: null, message: expect.not.stringContaining('secret') as unknown };
    expect(events).toMatchObject([
      { type: 'error', sequence_number: sent.length, ...error, error: { type: 'server_error', ...error } },
      {
        type: 'response.failed',
        sequence_number: sent.length + 1,
        response: {
          status: 'failed',
          error: { code: 'server_error' },
          output: [message([part('Hel')], 'incomplete')],
          usage: null,
        },
      },
    ]);
  });

  test.each([
    ['RATE_LIMITED', 'rate_limit_exceeded'],
    ['CONTEXT_OVERFLOW', 'invalid_prompt'],
    ['BUSY', 'server_error'],
  ] as const)('that fails by %s has the code %s', (code, wireCode) => {
    const [, failed] = create().fail(new TuneloopError(code, 'No.'));
    expect(failed).toMatchObject({ response: { error: { code: wireCode, message: 'No.' } } });
  });
});

test('whatever the events, each item is added, written and done once, and the response holds what was done', () => {
  const pieces = fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('text'), piece: fc.string() }),
      fc.record({ kind: fc.constant('reasoning'), piece: fc.string() }),
      fc.record({ kind: fc.constant('call'), piece: fc.string() }),
    ),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(pieces, fc.constantFrom('stop', 'length', 'tool-calls'), (written, reason) => {
      let calls = 0;
      const events = written.flatMap(({ kind, piece }): GenerationEvent[] => {
        if (kind === 'text') return [text(piece)];
        if (kind === 'reasoning') return [reasoning(piece)];
        calls += 1;
        return [callStart(calls - 1), callDelta(calls - 1, piece), callEnd(calls - 1)];
      });
      const sent = streamOf([start(), ...events, end(reason)]);
      const added = sent.flatMap((event) => (event.type === 'response.output_item.added' ? [event.output_index] : []));
      const done = sent.flatMap((event) => (event.type === 'response.output_item.done' ? [event.item] : []));
      expect(added).toEqual(added.map((_, index) => index));
      const last = sent.at(-1);
      if (last?.type !== 'response.completed' && last?.type !== 'response.incomplete') throw new Error('No end.');
      expect(last.response.output).toEqual(done);
      const deltas = sent.map((event) => ('delta' in event ? event.delta : '')).join('');
      expect(deltas).toBe(written.map(({ piece }) => piece).join(''));
    }),
    { numRuns: 200, seed: 20_240_607 },
  );
});

describe('a whole response', () => {
  test('holds usage, times and all the properties of the Open Responses specification', () => {
    const encoder = create();
    for (const event of [start(), text('Hi'), end()]) encoder.encode(event);
    encoder.finish();
    const response = responseSchema.parse(encoder.response());
    expect(response).toMatchObject({
      created_at: 1_700_000_000,
      // The times add up to 11 ms, which is past the second.
      completed_at: 1_700_000_001,
      usage: {
        input_tokens: 10,
        input_tokens_details: { cached_tokens: 4 },
        output_tokens: 3,
        output_tokens_details: { reasoning_tokens: 1 },
        total_tokens: 13,
      },
      timings: { prompt_n: 6, predicted_n: 3 },
    });
    const required =
      'id object created_at completed_at status incomplete_details model previous_response_id instructions output error ' +
      'tools tool_choice truncation parallel_tool_calls text top_p presence_penalty frequency_penalty top_logprobs ' +
      'temperature reasoning usage max_output_tokens max_tool_calls store background service_tier metadata ' +
      'safety_identifier prompt_cache_key';
    expect(Object.keys(response)).toEqual(expect.arrayContaining(required.split(' ')));
  });

  test('cannot be made of a generation without an end', () => {
    const encoder = create();
    encoder.encode(start());
    expect(() => encoder.finish()).toThrow('generation-end');
  });
});
