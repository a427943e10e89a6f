import { createScriptedEngine, type ScriptedEngineOptions } from '@tuneloop/runtime/scripted';
import { textOf } from '@tuneloop/protocol';
import OpenAI, { APIError } from 'openai';
import { describe, expect, test } from 'vitest';
import { startServer } from '../../test/start-server.ts';
import { collect } from '../../test/stub-model.ts';
import { createModelProvider } from '../models/create-model-provider.ts';

async function connect(engine: ScriptedEngineOptions = {}): Promise<{ client: OpenAI } & AsyncDisposable> {
  const model = await createScriptedEngine(engine).load({ id: 'scripted' });
  const server = await startServer({ models: createModelProvider([model]) });
  return {
    client: new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none', maxRetries: 0 }),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await model[Symbol.asyncDispose]();
    },
  };
}

const hello = { model: 'scripted', input: 'Hello there' };
const look = { type: 'function' as const, name: 'look', parameters: { type: 'object' }, strict: true };
const lookCall = { name: 'look', arguments: { far: true }, id: 'call_7' };

describe('the official client', () => {
  test('gets whole responses', async () => {
    await using rig = await connect();
    const response = await rig.client.responses.create(hello);
    expect(response.output_text).toBe('You said: Hello there');
    expect(response.status).toBe('completed');
    expect(response.usage?.total_tokens).toBeGreaterThan(2);
    expect(response._request_id).toMatch(/^req_/);
  });

  test('gets streams, as events and through its own helper', async () => {
    await using rig = await connect({ replies: { steps: [{ reasoning: 'Hm, well.' }, { text: 'Hello you.' }] } });
    const events = await collect(await rig.client.responses.create({ ...hello, stream: true }));
    const said = events.map((event) => (event.type === 'response.output_text.delta' ? event.delta : '')).join('');
    const thought = events.map((event) => (event.type === 'response.reasoning_text.delta' ? event.delta : '')).join('');
    expect([thought, said]).toEqual(['Hm, well.', 'Hello you.']);
    expect(events.at(-1)?.type).toBe('response.completed');

    const final = await rig.client.responses.stream(hello).finalResponse();
    expect(final.output_text).toBe('Hello you.');
    expect(final.output).toMatchObject([
      { type: 'reasoning', content: [{ type: 'reasoning_text', text: 'Hm, well.' }] },
      { type: 'message' },
    ]);
    expect(final.usage?.output_tokens_details.reasoning_tokens).toBeGreaterThan(0);
  });

  test('continues a response', async () => {
    await using rig = await connect({
      replies: ({ prompt }) =>
        prompt.type === 'messages' ? prompt.messages.map(({ content }) => textOf(content)).join(' | ') : '',
    });
    const first = await rig.client.responses.create({ ...hello, input: 'One' });
    const second = await rig.client.responses.create({ ...hello, input: 'Two', previous_response_id: first.id });
    expect(second.output_text).toBe('One | One | Two');
    expect(second.previous_response_id).toBe(first.id);
    const streamed = rig.client.responses.stream({ ...hello, input: 'Three', previous_response_id: second.id });
    expect((await streamed.finalResponse()).output_text).toBe('One | One | Two | One | One | Two | Three');
  });

  test.each([true, false])('runs a tool and reads the answer (its items sent back: %s)', async (sendsItems) => {
    await using rig = await connect({
      replies: [
        { steps: [{ reasoning: 'Hm.' }, { toolCall: lookCall }] },
        ({ prompt }) => `You saw: ${prompt.type === 'messages' ? textOf(prompt.messages.at(-1)?.content ?? '') : ''}`,
      ],
    });
    const input: OpenAI.Responses.ResponseInput = [{ role: 'user', content: 'Look.' }];
    const first = await rig.client.responses.create({ model: 'scripted', input, tools: [look], store: !sendsItems });
    const call = first.output.find((item) => item.type === 'function_call');
    expect(call).toMatchObject({ call_id: 'call_7', name: 'look', arguments: '{"far":true}' });
    const output = { type: 'function_call_output' as const, call_id: call?.call_id ?? '', output: 'a ship' };
    const second = await rig.client.responses.create({
      model: 'scripted',
      tools: [look],
      ...(sendsItems
        ? { input: [...input, ...(first.output as OpenAI.Responses.ResponseInput), output] }
        : { input: [output], previous_response_id: first.id }),
    });
    expect(second.output_text).toBe('You saw: a ship');
  });

  test('streams tool calls', async () => {
    await using rig = await connect({
      replies: { steps: [{ toolCall: lookCall }, { toolCall: { ...lookCall, id: 'b' } }] },
    });
    const stream = rig.client.responses.stream({ ...hello, tools: [look], tool_choice: 'required' });
    const events = await collect(stream);
    expect(events.filter(({ type }) => type === 'response.function_call_arguments.done')).toHaveLength(2);
    expect((await stream.finalResponse()).output).toMatchObject([
      { type: 'function_call', call_id: 'call_7', parsed_arguments: { far: true } },
      { type: 'function_call', call_id: 'b' },
    ]);
  });

  test('parses structured output', async () => {
    await using rig = await connect();
    const schema = {
      type: 'object',
      properties: { age: { type: 'integer' } },
      required: ['age'],
      additionalProperties: false,
    };
    const response = await rig.client.responses.parse({
      ...hello,
      text: { format: { type: 'json_schema', name: 'person', schema, strict: true } },
    });
    expect(JSON.parse(response.output_text)).toMatchObject({ age: expect.any(Number) as unknown });
  });

  test('gets logprobs', async () => {
    await using rig = await connect();
    const response = await rig.client.responses.create({
      ...hello,
      include: ['message.output_text.logprobs'],
      top_logprobs: 2,
    });
    const [item] = response.output;
    const part = item?.type === 'message' ? item.content[0] : undefined;
    const logprobs = part?.type === 'output_text' ? (part.logprobs ?? []) : [];
    expect(logprobs.map(({ token }) => token).join('')).toBe(response.output_text);
    expect(logprobs[0]?.top_logprobs).toHaveLength(2);
  });

  test('is told when the tokens run out', async () => {
    await using rig = await connect();
    const params = { ...hello, max_output_tokens: 2 };
    const whole = await rig.client.responses.create(params);
    expect(whole).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
    const final = await rig.client.responses.stream(params).finalResponse();
    expect(final).toMatchObject({ status: 'incomplete', output_text: whole.output_text });
  });

  test('fetches, lists the input of, and deletes what is stored', async () => {
    await using rig = await connect();
    const input = Array.from({ length: 25 }, (_, index) => ({ role: 'user' as const, content: `Item ${index}` }));
    const { id, output_text: said } = await rig.client.responses.create({ model: 'scripted', input });
    expect((await rig.client.responses.retrieve(id)).output_text).toBe(said);
    const items = await collect(rig.client.responses.inputItems.list(id, { order: 'asc' }));
    expect(items.map((item) => (item.type === 'message' ? item.content : []))).toMatchObject(
      input.map(({ content }) => [{ type: 'input_text', text: content }]),
    );
    await rig.client.responses.delete(id);
    await expect(rig.client.responses.retrieve(id)).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    const next = rig.client.responses.create({ ...hello, previous_response_id: id });
    await expect(next).rejects.toMatchObject({ status: 404, code: 'previous_response_not_found' });
  });

  test('gets a failure in the middle of a stream as an error', async () => {
    await using rig = await connect({ replies: { steps: [{ text: 'Hel' }, { error: new Error('secret') }] } });
    const reading = collect(await rig.client.responses.create({ ...hello, stream: true }));
    const error: unknown = await reading.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(APIError);
    expect(error).toMatchObject({ code: 'internal_error' });
    expect((error as APIError).message).not.toContain('secret');
    await expect(rig.client.responses.stream(hello).finalResponse()).rejects.toBeInstanceOf(APIError);
  });
});
