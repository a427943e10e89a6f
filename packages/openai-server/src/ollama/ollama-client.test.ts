import { Ollama } from 'ollama';
import { describe, expect, test } from 'vitest';
import { connectClient, type ClientRig } from '../../test/client-rig.ts';

const clientOf = (rig: ClientRig): Ollama => new Ollama({ host: rig.url });
const hello = { model: 'weather', messages: [{ role: 'user', content: 'Hi' }] };
const weather = {
  type: 'function',
  function: {
    name: 'weather',
    description: 'The weather of a city.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

describe("Ollama's official client", () => {
  test('chats, whole and in a stream', async () => {
    await using rig = await connectClient();
    const whole = await clientOf(rig).chat(hello);
    expect(whole).toMatchObject({ done: true, done_reason: 'stop', message: { content: 'Hello from Tuneloop' } });
    let text = '';
    for await (const part of await clientOf(rig).chat({ ...hello, stream: true })) text += part.message.content;
    expect(text).toBe('Hello from Tuneloop');
  });

  test('runs a tool', async () => {
    await using rig = await connectClient();
    const { message } = await clientOf(rig).chat({ ...hello, tools: [weather], think: true });
    expect(message).toMatchObject({
      thinking: 'I need the weather.',
      tool_calls: [{ function: { name: 'weather', arguments: { city: 'Köln' } } }],
    });
    const result = { role: 'tool', content: 'wind', tool_name: 'weather' };
    const again = await clientOf(rig).chat({
      ...hello,
      messages: [...hello.messages, message, result],
      tools: [weather],
    });
    expect(again.message.content).toBe('The tool said wind.');
  });

  test('gets structured output', async () => {
    await using rig = await connectClient();
    const format = { type: 'object', properties: { city: { type: 'string' }, days: { type: 'integer' } } };
    const { message } = await clientOf(rig).chat({ ...hello, format });
    expect(JSON.parse(message.content)).toEqual({ city: 'Köln', days: 2 });
  });

  test('completes text, embeds, lists and shows models, and is told of errors', async () => {
    await using rig = await connectClient();
    const client = clientOf(rig);
    expect((await client.generate({ model: 'weather', prompt: 'Hi' })).response).toBe('Hello from Tuneloop');
    expect((await client.embed({ model: 'weather', input: ['a', 'b'] })).embeddings).toHaveLength(2);
    expect((await client.list()).models.map(({ name }) => name)).toEqual(['weather']);
    expect((await client.show({ model: 'weather' })).capabilities).toContain('completion');
    expect((await client.version()).version).toMatch(/^\d+\.\d+/);
    await expect(client.chat({ ...hello, model: 'other' })).rejects.toMatchObject({ status_code: 404 });
  });

  test('cancels a stream, which frees its slot', async () => {
    await using rig = await connectClient();
    const stream = await clientOf(rig).chat({
      model: 'weather',
      messages: [{ role: 'user', content: 'A long story.' }],
      stream: true,
    });
    await expect(async () => {
      for await (const _ of stream) stream.abort();
    }).rejects.toThrow(/abort/i);
    await expect(rig.idle()).resolves.toBeUndefined();
  });
});
