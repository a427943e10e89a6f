import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@tuneloop/store';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { ask, readStream, startLab } from '../../test/lab-rig.ts';
import { createTestExecutor } from '../../test/test-executor.ts';
import { calls } from '../../test/tool-loop-rig.ts';

describe('an answer', () => {
  test('says what the client of the lab expects', async () => {
    const lab = await startLab({ replies: ['Hello.'] });
    expect(await lab.chat(ask('Hi'))).toEqual({
      id: expect.stringMatching(/^chat_[0-9a-f]{32}$/) as string,
      response: 'Hello.',
      reasoning: null,
      conversation_id: 'default',
      model_key: 'scripted',
      tokens_input: expect.any(Number) as number,
      tokens_generated: 2,
      tokens_total: expect.any(Number) as number,
      generation_time: expect.any(Number) as number,
      tokens_per_second: expect.any(Number) as number,
      device: 'cpu',
      tools_used: [],
      finish_reason: 'stop',
      limit_reached: false,
      pending: null,
    });
    expect(lab.requests[0]).toMatchObject({
      sampling: { temperature: 0.7, topP: 0.9, topK: 40, repeatPenalty: 1.1 },
      maxTokens: 2048,
    });
    expect(lab.requests[0]?.tools).toBeUndefined();
  });

  test('takes the settings of the request', async () => {
    const lab = await startLab({ replies: ['Hello.'] });
    const settings = { temperature: 0, max_tokens: 7, top_p: 1, top_k: 0, repeat_penalty: 1, seed: 5 };
    await lab.chat({ ...ask('Hi'), ...settings });
    expect(lab.requests[0]).toMatchObject({
      sampling: { temperature: 0, topP: 1, topK: 0, repeatPenalty: 1, seed: 5 },
      maxTokens: 7,
    });
  });

  test('is streamed, the whole of it last', async () => {
    const lab = await startLab({ replies: [{ steps: [{ reasoning: 'Hm.' }, { text: 'Hello there.' }] }] });
    const events = await readStream(await lab.call('POST', '/chat', { ...ask('Hi'), stream: true }));
    expect(events[0]).toMatchObject({ type: 'start', conversation_id: 'default', model_key: 'scripted' });
    const text = events.flatMap((event) => (event['type'] === 'text' ? [event['text']] : [])).join('');
    expect(text).toBe('Hello there.');
    expect(events.at(-1)).toMatchObject({ type: 'done', response: 'Hello there.', reasoning: 'Hm.' });
  });

  test.each([
    ['no messages', {}, 'messages'],
    ['a wrong setting', { ...ask('Hi'), top_p: 2 }, 'top_p'],
    ['an unknown one', { ...ask('Hi'), colour: 'red' }, 'colour'],
    ['an id that is no name', { ...ask('Hi'), conversation_id: '../x' }, 'conversation_id'],
    ['a system message alone', { messages: [{ role: 'system', content: 'S' }] }, 'messages'],
    [
      'an answer last',
      {
        messages: [
          { role: 'user', content: 'a' },
          { role: 'assistant', content: 'b' },
        ],
      },
      'messages',
    ],
  ])('is refused for %s, and nothing is kept', async (_, body, param) => {
    const lab = await startLab({ replies: ['Hello.'] });
    const response = await lab.call('POST', '/chat', body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param } });
    expect(lab.store.all('SELECT * FROM conversations_messages')).toEqual([]);
  });

  test('is refused for an unknown model, and nothing is kept', async () => {
    const lab = await startLab();
    expect((await lab.call('POST', '/chat', { ...ask('Hi'), model: 'gpt-9', stream: true })).status).toBe(404);
    expect((await lab.call('GET', '/lab/conversations/default')).status).toBe(404);
  });
});

describe('a conversation', () => {
  test('goes on where it stopped', async () => {
    const lab = await startLab();
    await lab.chat(ask('one'));
    await lab.chat(ask('two'));
    expect(await lab.history()).toEqual([
      'user: one',
      'assistant: You said: one',
      'user: two',
      'assistant: You said: two',
    ]);
  });

  test('is not doubled by a client that sends its whole history', async () => {
    const lab = await startLab();
    const messages: object[] = [];
    for (const content of ['one', 'two', 'three']) {
      messages.push({ role: 'user', content });
      const { response } = await lab.chat({ messages });
      messages.push({ role: 'assistant', content: response });
    }
    expect(await lab.history()).toHaveLength(6);
    const edited = [...messages.slice(0, 2), { role: 'user', content: 'other' }];
    await lab.chat({ messages: edited });
    expect(await lab.history()).toEqual([
      'user: one',
      'assistant: You said: one',
      'user: other',
      'assistant: You said: other',
    ]);
  });

  test('goes on from a message that is replaced, the first one too', async () => {
    const lab = await startLab();
    await lab.chat(ask('one'));
    await lab.chat(ask('two'));
    const read = await lab.call('GET', '/lab/conversations/default');
    const { messages } = (await read.json()) as { messages: { id: string }[] };
    await lab.chat({ ...ask('two'), replace_from: messages[2]!.id });
    expect(await lab.history()).toHaveLength(4);
    const edited = { ...ask('other'), replace_from: messages[0]!.id };
    await lab.chat(edited);
    expect(await lab.history()).toEqual(['user: other', 'assistant: You said: other']);
    // What was replaced is not a message of this conversation any more.
    const gone = await lab.call('POST', '/chat', edited);
    expect(gone.status).toBe(404);
    const nothing = await lab.call('POST', '/chat', { messages: [], replace_from: 'x' });
    expect(nothing.status).toBe(400);
    expect(await lab.history()).toHaveLength(2);
  });

  test('begins anew with no messages; also as a stream', async () => {
    const lab = await startLab();
    await lab.chat(ask('one'));
    expect(await lab.chat({ messages: [] })).toMatchObject({ response: '', tokens_total: 0, model_key: 'scripted' });
    expect(await lab.history()).toEqual([]);
    await lab.chat(ask('two'));
    const events = await readStream(await lab.call('POST', '/chat', { messages: [], stream: true }));
    expect(events).toMatchObject([{ type: 'done', response: '' }]);
  });

  test('keeps its system prompt', async () => {
    const lab = await startLab({ replies: ['Yes.'] });
    await lab.chat({ ...ask('one'), system_prompt: 'Be brief.' });
    await lab.chat(ask('two'));
    await lab.chat({
      messages: [
        { role: 'system', content: 'Be long.' },
        { role: 'user', content: 'three' },
      ],
    });
    const systems = lab.requests.map(({ prompt }) => prompt.type === 'messages' && prompt.messages[0]);
    expect(systems).toEqual(['Be brief.', 'Be brief.', 'Be long.'].map((content) => ({ role: 'system', content })));
    expect(await lab.history()).not.toContainEqual(expect.stringContaining('system'));
  });

  test('is cut to what fits, the oldest turns first; what is kept stays whole', async () => {
    const lab = await startLab({ engine: { contextSize: 120 } });
    for (let turn = 0; turn < 20; turn += 1) await lab.chat({ ...ask(`question ${turn}`), system_prompt: 'Be brief.' });
    expect(await lab.history()).toHaveLength(40);
  });

  test('is cut to maxConversationTokens', async () => {
    const lab = await startLab({ replies: ['Yes.'], router: { maxConversationTokens: 40 } });
    for (let turn = 0; turn < 10; turn += 1) await lab.chat({ ...ask(`question ${turn}`), system_prompt: 'Be brief.' });
    for (const { prompt } of lab.requests) expect(await lab.model.countTokens(prompt)).toBeLessThanOrEqual(40);
    const { prompt } = lab.requests.at(-1)!;
    const messages = prompt.type === 'messages' ? prompt.messages : [];
    expect(messages[0]).toEqual({ role: 'system', content: 'Be brief.' });
    expect(messages[1]).toMatchObject({ role: 'user' });
    expect(messages.at(-1)).toEqual({ role: 'user', content: 'question 9' });
  });

  test('survives a restart of the server', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tuneloop-lab-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'a.sqlite');
    {
      using store = openStore({ path });
      await using lab = await startLab({ store });
      await lab.chat(ask('My name is Ada.'));
    }
    using store = openStore({ path });
    await using lab = await startLab({ store, replies: ['Ada.'] });
    await lab.chat(ask('What is my name?'));
    const { prompt } = lab.requests[0]!;
    expect(prompt.type === 'messages' && prompt.messages.map(({ content }) => content)).toEqual([
      'My name is Ada.',
      'You said: My name is Ada.',
      'What is my name?',
    ]);
  });

  test('answers one request after another, and loses none', async () => {
    const lab = await startLab({ engine: { prefillMs: 5 } });
    await Promise.all(['a', 'b', 'c', 'd'].map((content) => lab.chat(ask(content))));
    const history = await lab.history();
    expect(history).toHaveLength(8);
    for (const [index, line] of history.entries()) {
      if (index % 2 === 1) expect(line).toBe(`assistant: You said: ${history[index - 1]!.slice('user: '.length)}`);
    }
  });

  test('a question whose answer failed is not asked twice', async () => {
    const lab = await startLab({ replies: [{ steps: [{ error: new Error('down') }] }, 'Hello.'] });
    expect((await lab.call('POST', '/chat', ask('Hi'))).status).toBe(500);
    await lab.chat(ask('Hi'));
    expect(await lab.history()).toEqual(['user: Hi', 'assistant: Hello.']);
  });

  test('questions without an answer between are one to the model', async () => {
    const lab = await startLab({ replies: [{ steps: [{ error: new Error('down') }] }, 'Hello.'] });
    await lab.call('POST', '/chat', ask('Hi'));
    await lab.chat(ask('Are you there?'));
    const { prompt } = lab.requests[1]!;
    expect(prompt).toEqual({ type: 'messages', messages: [{ role: 'user', content: 'Hi\n\nAre you there?' }] });
    expect(await lab.history()).toEqual(['user: Hi', 'user: Are you there?', 'assistant: Hello.']);
  });
});

describe('a client that goes away', () => {
  const slow = { replies: [{ steps: [{ text: 'One' }, { delayMs: 150 }, { text: ' two' }] }] };

  test('does not end the turn; it is kept, and others can follow it from its beginning', async () => {
    const lab = await startLab(slow);
    const controller = new AbortController();
    const body = JSON.stringify({ ...ask('Count'), stream: true });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${lab.server.url}/chat`, {
      method: 'POST',
      body,
      headers,
      signal: controller.signal,
    });
    const following = lab.call('GET', '/lab/conversations/default/events');
    controller.abort();
    await expect(response.text()).rejects.toMatchObject({ name: 'AbortError' });
    const events = await readStream(await following);
    expect(events.map(({ type }) => type)).toEqual(['start', 'text', 'text', 'done']);
    expect(await lab.history()).toEqual(['user: Count', 'assistant: One two']);
    expect((await lab.call('GET', '/lab/conversations/default/events')).status).toBe(404);
  });

  test('can cancel it from elsewhere; what had come is kept', async () => {
    const lab = await startLab({ replies: [{ steps: [{ text: 'One' }, { delayMs: 60_000 }] }] });
    const chatting = lab.chat(ask('Count'));
    await vi.waitFor(async () => expect(await lab.model.status()).toMatchObject({ activeRequests: 1 }));
    // The text is on its way: it comes with the next turn of the event loop.
    const following = await lab.call('GET', '/lab/conversations/default/events');
    const reader = following.body!.pipeThrough(new TextDecoderStream()).getReader();
    for (let read = ''; !read.includes('"One"'); read += (await reader.read()).value ?? '');
    expect((await lab.call('POST', '/lab/conversations/default/cancel')).status).toBe(200);
    expect(await chatting).toMatchObject({ response: 'One', finish_reason: 'cancelled' });
    expect(await lab.history()).toEqual(['user: Count', 'assistant: One']);
    expect(await lab.model.status()).toMatchObject({ activeRequests: 0 });
    await reader.cancel();
  });

  test('deleting the conversation ends its turn', async () => {
    const lab = await startLab({ replies: [{ steps: [{ text: 'One' }, { delayMs: 60_000 }] }] });
    const chatting = lab.call('POST', '/chat', { ...ask('Count'), stream: true });
    await (await chatting).body?.cancel();
    expect((await lab.call('DELETE', '/lab/conversations/default')).status).toBe(200);
    expect(await lab.model.status()).toMatchObject({ activeRequests: 0 });
    expect(lab.store.all('SELECT * FROM conversations_messages')).toEqual([]);
  });
});

describe('tools', () => {
  const look = (): ReturnType<typeof createTestExecutor> =>
    createTestExecutor({
      lookup_hostname: { needs: ['hostname'], run: () => ({ status: 'success', ip: '192.0.2.1' }) },
      erase: { decision: 'ask', run: () => ({ status: 'success' }) },
    });
  const lookUp = calls(['lookup_hostname', { hostname: 'example.org' }, 'c1']);

  test('are used where the request wants them', async () => {
    const lab = await startLab({ replies: [lookUp, 'It is 192.0.2.1.'], tools: look() });
    const answer = await lab.chat({ ...ask('Where?'), enable_tools: true });
    expect(answer).toMatchObject({ response: 'It is 192.0.2.1.', tools_used: ['lookup_hostname(example.org)'] });
    expect((await lab.history()).map((line) => line.split(':')[0])).toEqual(['user', 'assistant', 'tool', 'assistant']);
    const messages = [
      { role: 'user', content: 'Where?' },
      { role: 'assistant', content: answer.response },
      { role: 'user', content: 'Sure?' },
    ];
    await lab.chat({ messages });
    expect(await lab.history()).toHaveLength(6);
  });

  test('are streamed with their results', async () => {
    const lab = await startLab({ replies: [lookUp, 'There.'], tools: look() });
    const events = await readStream(
      await lab.call('POST', '/chat', { ...ask('Where?'), enable_tools: true, stream: true }),
    );
    expect(events.map(({ type }) => type)).toEqual(['start', 'tool_call', 'tool_result', 'text', 'text', 'done']);
    expect(events[1]).toEqual({
      type: 'tool_call',
      id: 'c1',
      name: 'lookup_hostname',
      arguments: '{"hostname":"example.org"}',
    });
    expect(events[2]).toMatchObject({ id: 'c1', result: { status: 'success', ip: '192.0.2.1' } });
  });

  test('are off where the command says so, whatever the request wants', async () => {
    const executor = look();
    const lab = await startLab({ replies: ['No.'], tools: executor });
    await lab.call('POST', '/command', { command: 'tools', value: 'off' });
    const response = await lab.call('POST', '/chat', { ...ask('Where?'), enable_tools: true });
    expect(response.headers.get('x-tuneloop-ignored')).toBe('enable_tools');
    expect(lab.requests[0]?.tools).toBeUndefined();
    await lab.call('POST', '/command', { command: 'tools', value: 'on' });
    await lab.chat({ ...ask('Where?'), enable_tools: true });
    expect(lab.requests[1]?.tools).toHaveLength(2);
  });

  test('the limit is said', async () => {
    const lab = await startLab({ replies: [lookUp], tools: look(), router: { maxToolIterations: 2 } });
    const answer = await lab.chat({ ...ask('Where?'), enable_tools: true });
    expect(answer).toMatchObject({ limit_reached: true, finish_reason: 'stop' });
    expect(answer.response).toMatch(/limit of 2 tool iterations/);
    expect(answer.tools_used).toHaveLength(2);
  });

  test('that need approval are refused where the client cannot give it', async () => {
    const executor = look();
    const lab = await startLab({ replies: [calls(['erase', {}]), 'I may not.'], tools: executor });
    expect(await lab.chat({ ...ask('Erase'), enable_tools: true })).toMatchObject({ response: 'I may not.' });
    expect(executor.ran).toEqual([]);
  });
});
