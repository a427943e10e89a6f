import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, test } from 'vitest';
import { connectClient, type ClientRig } from '../../test/client-rig.ts';

const key = 'a-key';
const connect = (): Promise<ClientRig> =>
  connectClient({ authenticate: (token) => (token === key ? { id: 'tester', scopes: ['chat'] } : undefined) });
const clientOf = (rig: ClientRig, apiKey: string | null = key): Anthropic =>
  new Anthropic({ baseURL: rig.url, apiKey, maxRetries: 0 });

const hello = { model: 'weather', max_tokens: 50, messages: [{ role: 'user' as const, content: 'Hi' }] };
const schema = {
  type: 'object' as const,
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};
const weather = { name: 'weather', description: 'The weather of a city.', input_schema: schema };

describe("Anthropic's official client", () => {
  test('chats, whole and in a stream', async () => {
    await using rig = await connect();
    const whole = await clientOf(rig).messages.create(hello);
    expect(whole).toMatchObject({ role: 'assistant', stop_reason: 'end_turn', model: 'weather' });
    expect(whole.content).toMatchObject([{ type: 'text', text: 'Hello from Tuneloop' }]);
    expect(whole.usage.output_tokens).toBeGreaterThan(0);

    const texts: string[] = [];
    const stream = clientOf(rig)
      .messages.stream(hello)
      .on('text', (text) => texts.push(text));
    expect((await stream.finalMessage()).content).toMatchObject([{ type: 'text', text: 'Hello from Tuneloop' }]);
    expect(texts.join('')).toBe('Hello from Tuneloop');
    expect(texts.length).toBeGreaterThan(1);
  });

  test('streams thinking, text and a call, and sends them back with the result', async () => {
    await using rig = await connect();
    const request = {
      ...hello,
      tools: [weather],
      thinking: { type: 'enabled' as const, budget_tokens: 1024 },
      max_tokens: 2048,
    };
    const message = await clientOf(rig).messages.stream(request).finalMessage();
    expect(message.stop_reason).toBe('tool_use');
    expect(message.content).toMatchObject([
      { type: 'thinking', thinking: 'I need the weather.' },
      { type: 'text', text: 'Let me look.' },
      { type: 'tool_use', name: 'weather', input: { city: 'Köln' } },
    ]);
    const call = message.content.find((block) => block.type === 'tool_use')!;
    const again = await clientOf(rig).messages.create({
      ...request,
      messages: [
        ...hello.messages,
        { role: 'assistant', content: message.content },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content: 'rain' }] },
      ],
    });
    expect(again.content).toMatchObject([{ type: 'text', text: 'The tool said rain.' }]);
  });

  test('runs tools by itself', async () => {
    await using rig = await connect();
    const run = async (input: unknown): Promise<string> => `${(input as { city: string }).city} is sunny`;
    const runner = clientOf(rig).beta.messages.toolRunner({
      ...hello,
      tools: [{ ...weather, run, parse: (input: unknown) => input }],
    });
    expect((await runner).content).toMatchObject([{ type: 'text', text: 'The tool said Köln is sunny.' }]);
  });

  test('gets structured output', async () => {
    await using rig = await connect();
    const answer = await clientOf(rig).messages.create({
      ...hello,
      output_config: { format: { type: 'json_schema', schema } },
    });
    const [block] = answer.content;
    expect(block?.type === 'text' && JSON.parse(block.text)).toEqual({ city: 'Köln', days: 2 });
  });

  test('counts tokens', async () => {
    await using rig = await connect();
    const { max_tokens: _, ...counted } = hello;
    const without = await clientOf(rig).messages.countTokens(counted);
    const withTools = await clientOf(rig).messages.countTokens({ ...counted, tools: [weather] });
    expect(withTools.input_tokens).toBeGreaterThan(without.input_tokens);
  });

  test('knows errors by their class', async () => {
    await using rig = await connect();
    const { messages } = clientOf(rig);
    await expect(messages.create({ ...hello, model: 'other' })).rejects.toThrow(Anthropic.NotFoundError);
    await expect(messages.create({ ...hello, max_tokens: -1 })).rejects.toThrow(Anthropic.BadRequestError);
    await expect(clientOf(rig, 'wrong').messages.create(hello)).rejects.toThrow(Anthropic.AuthenticationError);
  });

  test('cancels a stream, which frees its slot', async () => {
    await using rig = await connect();
    const stream = await clientOf(rig).messages.create({
      ...hello,
      messages: [{ role: 'user', content: 'A long story.' }],
      stream: true,
    });
    for await (const event of stream) if (event.type === 'content_block_delta') break;
    await expect(rig.idle()).resolves.toBeUndefined();
  });
});
