import type { ScriptedReply } from '@tuneloop/runtime/scripted';
import type OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { createInteractionSink } from '../../test/interaction-sink.ts';
import { connectToSea, look, thenSay } from '../../test/sea-rig.ts';
import { collect } from '../../test/stub-model.ts';
import { calls } from '../../test/tool-loop-rig.ts';
import { chatCompletionChunkSchema, chatCompletionSchema } from '../openapi/response-schemas.ts';
import type { ExecutedTool } from './executed-tool.ts';

type Tools = NonNullable<OpenAI.Chat.Completions.ChatCompletionCreateParams['tools']>;
const sea = { type: 'mcp', server_label: 'sea' };
const wave = { type: 'function', function: { name: 'wave', parameters: { type: 'object' } } };
const tools = [sea] as unknown as Tools;
const ask = { model: 'scripted', messages: [{ role: 'user' as const, content: 'What is there?' }], tools };
const executedBy = ({ message }: { message: object }): ExecutedTool[] | undefined =>
  (message as { executed_tools?: ExecutedTool[] }).executed_tools;

const lookThenAnswer: ScriptedReply[] = [
  { steps: [{ text: 'Let me look.' }, { toolCall: { name: 'sea__look', arguments: { where: 'north' } } }] },
  thenSay('Ships.'),
];

describe('mcp tools of a chat completion', () => {
  test('are run: the answer is the last, the usage that of all, and what was run stands beside', async () => {
    const events = createInteractionSink();
    const rig = await connectToSea(lookThenAnswer, { eventSinks: [events] });
    const completion = await rig.client.chat.completions.create(ask);
    chatCompletionSchema.parse(JSON.parse(JSON.stringify(completion)));
    const [choice] = completion.choices;
    expect(choice).toMatchObject({ finish_reason: 'stop', message: { content: 'Ships.' } });
    expect(choice!.message.tool_calls).toBeUndefined();
    expect(executedBy(choice!)).toEqual([
      {
        index: 0,
        type: 'mcp',
        server_label: 'sea',
        name: 'look',
        arguments: '{"where":"north"}',
        output: '{"status":"success","text":"ships in the north"}',
      },
    ]);
    const used = events.interactions.map(({ usage }) => usage!);
    expect(used).toHaveLength(2);
    expect(completion.usage).toMatchObject({
      prompt_tokens: used[0]!.promptTokens + used[1]!.promptTokens,
      completion_tokens: used[0]!.completionTokens + used[1]!.completionTokens,
    });
    expect(events.interactions.map(({ request, step }) => [request, step])).toEqual([
      [completion.id, 0],
      [completion.id, 1],
    ]);
  });

  test('are run in a stream', async () => {
    const rig = await connectToSea(lookThenAnswer);
    const body = { ...ask, stream: true as const, stream_options: { include_usage: true } };
    const chunks = await collect(await rig.client.chat.completions.create(body));
    for (const chunk of chunks) chatCompletionChunkSchema.parse(chunk);
    const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta));
    expect(deltas[0]).toMatchObject({ role: 'assistant' });
    expect(deltas.map(({ content }) => content ?? '').join('')).toBe('Let me look.Ships.');
    const executed = deltas.flatMap((message) => executedBy({ message }) ?? []);
    expect(executed).toMatchObject([{ index: 0, name: 'look', output: expect.stringContaining('ships') as string }]);
    const reasons = chunks.flatMap(({ choices }) => choices.map(({ finish_reason }) => finish_reason)).filter(Boolean);
    expect(reasons).toEqual(['stop']);
    expect(chunks.at(-1)?.usage?.total_tokens).toBeGreaterThan(10);
    expect(JSON.stringify(chunks)).not.toContain('sea__look');

    const silent = await connectToSea([look, thenSay('Ships.')]);
    const helped = silent.client.chat.completions.stream({ ...ask, stream: true });
    expect(await helped.finalContent()).toBe('Ships.');
    const first = await collect(
      await (await connectToSea([look, thenSay('Ships.')])).client.chat.completions.create(body),
    );
    expect(first[0]?.choices[0]?.delta.role).toBe('assistant');
  });

  test('that need a human are refused, and the model reads why', async () => {
    const rig = await connectToSea([calls(['sea__sink', {}]), thenSay('Then not.')]);
    const completion = await rig.client.chat.completions.create(ask);
    expect(completion.choices[0]?.message.content).toBe('Then not.');
    expect(executedBy(completion.choices[0]!)?.[0]?.output).toContain('needs approval');
    expect(rig.executor.ran).toEqual([]);
  });

  test('leave the calls of functions to the client', async () => {
    const rig = await connectToSea([calls(['sea__look', { where: 'north' }], ['wave', { at: 1 }, 'call_w'])]);
    const both = { ...ask, tools: [sea, wave] as unknown as Tools };
    const [choice] = (await rig.client.chat.completions.create(both)).choices;
    expect(choice).toMatchObject({ finish_reason: 'tool_calls' });
    expect(choice!.message.tool_calls).toEqual([
      { id: 'call_w', type: 'function', function: { name: 'wave', arguments: '{"at":1}' } },
    ]);
    expect(executedBy(choice!)).toHaveLength(1);
    const chunks = await collect(await rig.client.chat.completions.create({ ...both, stream: true }));
    const [first] = chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? []);
    expect(first).toMatchObject({ index: 0, id: 'call_w' });
  });

  test('end after the rounds that the server allows', async () => {
    const rig = await connectToSea([look, look, thenSay('Enough.')], { maxToolIterations: 2 });
    const completion = await rig.client.chat.completions.create(ask);
    expect(completion.choices[0]?.message.content).toContain('Enough.');
    expect(completion.choices[0]?.message.content).toContain('limit of 2 tool iterations');
    expect(executedBy(completion.choices[0]!)?.map(({ index }) => index)).toEqual([0, 1]);
  });

  test.each<[string, object, string]>([
    ['several choices', { n: 2 }, 'n'],
    ['approvals', { tools: [{ ...sea, require_approval: 'always' }] }, 'tools[0].require_approval'],
    ['a server twice', { tools: [sea, sea] }, 'tools'],
    ['a label that is none', { tools: [{ type: 'mcp', server_label: 'a b' }] }, 'tools[0].server_label'],
  ])('refuse %s', async (_, extra, param) => {
    const rig = await connectToSea([thenSay('Never.')]);
    const completion = rig.client.chat.completions.create({ ...ask, ...extra } as never);
    await expect(completion).rejects.toMatchObject({ status: 400, param });
  });
});
