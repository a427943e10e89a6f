import type OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { connectToSea, look, readBy, thenSay } from '../../test/sea-rig.ts';
import { collect } from '../../test/stub-model.ts';
import { calls } from '../../test/tool-loop-rig.ts';
import { responseSchema } from './resource-schema.ts';
import { responseStreamEventSchema } from './stream-event-schema.ts';

const sea: OpenAI.Responses.Tool.Mcp = { type: 'mcp', server_label: 'sea' };
const ask = { model: 'scripted', input: 'What is there?', tools: [sea] };

describe('mcp tools of a response', () => {
  test('are listed, called and answered, with the usage of all generations', async () => {
    const rig = await connectToSea([look, thenSay('Ships.')]);
    const response = await rig.client.responses.create(ask);
    responseSchema.parse(
      JSON.parse(JSON.stringify(response, (name, value) => (name === 'output_text' ? undefined : value))),
    );
    expect(response.output_text).toBe('Ships.');
    expect(response.status).toBe('completed');
    expect(response.output).toMatchObject([
      { type: 'mcp_list_tools', id: expect.stringMatching(/^mcpl_/) as string, server_label: 'sea' },
      {
        type: 'mcp_call',
        id: expect.stringMatching(/^mcp_/) as string,
        server_label: 'sea',
        name: 'look',
        arguments: '{"where":"north"}',
        status: 'completed',
        output: '{"status":"success","text":"ships in the north"}',
        error: null,
      },
      { type: 'message' },
    ]);
    expect(response.output[0]).toMatchObject({
      tools: [{ name: 'look' }, { name: 'sink' }, { name: 'forbidden' }, { name: 'wait' }, { name: 'leak' }],
    });
    expect(response.tools).toMatchObject([{ type: 'mcp', server_label: 'sea' }]);
    expect(readBy(rig)).toEqual([
      'user What is there?',
      'assistant sea__look',
      'tool {"status":"success","text":"ships in the north"}',
    ]);
    const single = await connectToSea([thenSay('Ships.')]);
    const { usage } = await single.client.responses.create({ ...ask, tools: [] });
    expect(response.usage!.input_tokens).toBeGreaterThan(usage!.input_tokens);
    expect(rig.servers.openCount).toBe(0);
  });

  test('are streamed', async () => {
    const rig = await connectToSea([calls(['sea__look', { where: 'north' }], ['sea__leak', {}]), thenSay('Ships.')]);
    const events = await collect(await rig.client.responses.create({ ...ask, stream: true }));
    for (const event of events) responseStreamEventSchema.parse(event);
    const types = events.map(({ type }) => type);
    expect(types.filter((type, index) => type !== types[index - 1])).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.mcp_list_tools.in_progress',
      'response.mcp_list_tools.completed',
      'response.output_item.done',
      ...Array.from({ length: 2 }, () => [
        'response.output_item.added',
        'response.mcp_call.in_progress',
        'response.mcp_call_arguments.delta',
        'response.mcp_call_arguments.done',
      ]).flat(),
      'response.mcp_call.completed',
      'response.output_item.done',
      'response.mcp_call.failed',
      'response.output_item.done',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    const last = events.at(-1);
    const output = last?.type === 'response.completed' ? last.response.output : [];
    expect(output[2]).toMatchObject({
      status: 'failed',
      output: null,
      error: { type: 'mcp_tool_execution_error', content: [{ type: 'text', text: 'Water comes in.' }] },
    });
    // Each item as its last event had it.
    const done = events.flatMap((event) => (event.type === 'response.output_item.done' ? [event.item] : []));
    expect(done).toEqual(output);

    const helped = await connectToSea([look, thenSay('Ships.')]);
    const final = await helped.client.responses.stream(ask).finalResponse();
    expect([final.output_text, final.output.map(({ type }) => type)]).toEqual([
      'Ships.',
      ['mcp_list_tools', 'mcp_call', 'message'],
    ]);
  });

  test('are remembered when the response is continued, and listed once', async () => {
    const rig = await connectToSea([look, thenSay('Ships.'), thenSay('Still.')]);
    const first = await rig.client.responses.create(ask);
    const second = await rig.client.responses.create({ ...ask, input: 'And now?', previous_response_id: first.id });
    expect(second.output.map(({ type }) => type)).toEqual(['message']);
    const remembered = [
      'user What is there?',
      'assistant sea__look',
      'tool {"status":"success","text":"ships in the north"}',
      'assistant Ships.',
      'user And now?',
    ];
    expect(readBy(rig)).toEqual(remembered);

    const sent = await connectToSea([thenSay('Still.')]);
    const input = [
      { role: 'user' as const, content: 'What is there?' },
      ...first.output,
      { role: 'user' as const, content: 'And now?' },
    ];
    await sent.client.responses.create({ ...ask, input: input as OpenAI.Responses.ResponseInput, store: false });
    expect(readBy(sent)).toEqual(remembered);
  });

  test('go to the model as far as the request allows them', async () => {
    const rig = await connectToSea([calls(['sea__sink', {}]), thenSay('So be it.')]);
    const response = await rig.client.responses.create({
      ...ask,
      tools: [{ ...sea, allowed_tools: ['look', 'leak'] }],
    });
    expect(rig.requests[0]?.tools?.map(({ name }) => name)).toEqual(['sea__look', 'sea__leak']);
    expect(response.output.map(({ type }) => type)).toEqual(['mcp_list_tools', 'message']);
    expect(rig.executor.ran).toEqual([]);
    expect(readBy(rig).at(-1)).toContain('There is no tool');
  });

  test('stand beside functions of the client', async () => {
    const rig = await connectToSea([
      calls(['sea__look', { where: 'north' }], ['wave', {}, 'call_w']),
      thenSay('Done.'),
    ]);
    const wave = { type: 'function' as const, name: 'wave', parameters: { type: 'object' }, strict: false };
    const tools = [sea, wave];
    const first = await rig.client.responses.create({ ...ask, tools });
    expect(first.output).toMatchObject([
      { type: 'mcp_list_tools' },
      { type: 'function_call', call_id: 'call_w', name: 'wave' },
      { type: 'mcp_call', name: 'look', status: 'completed' },
    ]);
    const output = { type: 'function_call_output' as const, call_id: 'call_w', output: 'waved' };
    await rig.client.responses.create({ ...ask, tools, input: [output], previous_response_id: first.id });
    expect(readBy(rig)).toEqual([
      'user What is there?',
      'assistant wave sea__look',
      'tool {"status":"success","text":"ships in the north"}',
      'tool waved',
    ]);
  });

  test('are run as often as the request allows', async () => {
    const twice = calls(['sea__look', { where: 'north' }], ['sea__look', { where: 'south' }]);
    const rig = await connectToSea([twice, look, thenSay('Enough.')]);
    const response = await rig.client.responses.create({ ...ask, max_tool_calls: 1 });
    expect(response).toMatchObject({ max_tool_calls: 1, output_text: 'Enough.' });
    expect(rig.executor.ran).toHaveLength(1);
    const statuses = response.output.map((item) => (item.type === 'mcp_call' ? item.status : item.type));
    expect(statuses).toEqual(['mcp_list_tools', 'completed', 'failed', 'failed', 'message']);
  });

  test('end when the client goes away', async () => {
    const rig = await connectToSea([calls(['sea__wait', {}]), thenSay('Never.')]);
    const controller = new AbortController();
    const answer = rig.client.responses.create(ask, { signal: controller.signal });
    await expect.poll(() => rig.executor.ran).toHaveLength(1);
    controller.abort();
    await expect(answer).rejects.toThrow('aborted');
    await expect.poll(() => rig.servers.openCount).toBe(0);
    expect(rig.requests).toHaveLength(1);
  });

  test('can be demanded', async () => {
    const rig = await connectToSea([look, thenSay('Ships.'), look, thenSay('Ships.')]);
    await rig.client.responses.create({ ...ask, tool_choice: { type: 'mcp', server_label: 'sea', name: 'look' } });
    expect(rig.requests.map(({ toolChoice }) => toolChoice)).toEqual([{ name: 'sea__look' }, 'auto']);
    await rig.client.responses.create({ ...ask, tool_choice: { type: 'mcp', server_label: 'sea' } });
    expect(rig.requests[2]?.toolChoice).toBe('required');
    const wrong = rig.client.responses.create({
      ...ask,
      tool_choice: { type: 'mcp', server_label: 'sea', name: 'fly' },
    });
    await expect(wrong).rejects.toMatchObject({ status: 400, param: 'tool_choice.name' });
  });
});

describe('wrong mcp tools', () => {
  test.each<[string, object, string]>([
    ['a connector of OpenAI', { connector_id: 'connector_gmail' }, 'tools[0].connector_id'],
    ['keys for a configured server', { authorization: 'token' }, 'tools[0].authorization'],
    ['headers for a configured server', { headers: { 'x-key': '1' } }, 'tools[0].headers'],
    [
      'a header of the connection',
      { server_url: 'https://a.example', headers: { Host: 'b.example' } },
      'tools[0].headers.Host',
    ],
    ['a URL that is none', { server_url: 'file:///etc/passwd' }, 'tools[0].server_url'],
    ['a filter that is none', { allowed_tools: 'look' }, 'tools[0].allowed_tools'],
  ])('%s', async (_, extra, param) => {
    const rig = await connectToSea([thenSay('Never.')]);
    const tools = [{ ...sea, ...extra } as OpenAI.Responses.Tool.Mcp];
    await expect(rig.client.responses.create({ ...ask, tools })).rejects.toMatchObject({ status: 400, param });
    expect(rig.servers.opened).toEqual([]);
  });

  test('keys for a URL reach the server, and nothing else', async () => {
    const rig = await connectToSea([thenSay('Yes.')]);
    const tools = [
      { ...sea, server_url: 'https://sea.example/mcp', authorization: 'secret-1', headers: { 'x-key': 'secret-2' } },
    ];
    const response = await rig.client.responses.create({ ...ask, tools });
    expect(rig.servers.opened).toEqual([
      {
        label: 'sea',
        url: 'https://sea.example/mcp',
        headers: { authorization: 'Bearer secret-1', 'x-key': 'secret-2' },
      },
    ]);
    expect(JSON.stringify(response)).not.toContain('secret');
  });
});
