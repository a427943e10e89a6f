import { describe, expect, test } from 'vitest';
import { ask, startLab, fourKeys, type LabRig } from '../../test/lab-rig.ts';
import { createTestExecutor } from '../../test/test-executor.ts';
import { calls } from '../../test/tool-loop-rig.ts';

const base = '/lab/conversations';

async function json(response: Promise<Response>): Promise<Record<string, unknown>> {
  return (await (await response).json()) as Record<string, unknown>;
}

async function idsOf(lab: LabRig, key?: string): Promise<unknown[]> {
  const { data } = await json(lab.call('GET', base, undefined, key));
  return (data as { id: string }[]).map(({ id }) => id);
}

test('a conversation is made, listed, read, renamed and deleted', async () => {
  const lab = await startLab();
  const made = await json(lab.call('POST', base, { title: 'Parrots', system_prompt: 'Be brief.' }));
  expect(made).toMatchObject({
    object: 'conversation',
    title: 'Parrots',
    system_prompt: 'Be brief.',
    head: null,
    tools: true,
  });
  const path = `${base}/${String(made['id'])}`;
  await lab.chat({ ...ask('Hi'), conversation_id: made['id'] });
  const read = await json(lab.call('GET', path));
  expect(read).toMatchObject({
    id: made['id'],
    messages: [
      { role: 'user', content: 'Hi', parent_id: null },
      { role: 'assistant', content: 'You said: Hi', id: read['head'] },
    ],
  });
  expect(await json(lab.call('PATCH', path, { title: 'Cats' }))).toMatchObject({
    title: 'Cats',
    system_prompt: 'Be brief.',
  });
  expect(await json(lab.call('PATCH', path, { system_prompt: null }))).toMatchObject({
    title: 'Cats',
    system_prompt: null,
  });
  expect(await json(lab.call('DELETE', path))).toMatchObject({ id: made['id'], deleted: true });
  expect((await lab.call('GET', path)).status).toBe(404);
  expect(await idsOf(lab)).toEqual([]);
});

test('what was exported is a conversation again, and goes on', async () => {
  const lab = await startLab();
  await lab.chat({ ...ask('Hi'), conversation_id: 'first' });
  const { title, system_prompt, messages } = await json(lab.call('GET', `${base}/first/export`));
  const made = await json(lab.call('POST', base, { id: 'again', title, system_prompt, messages }));
  expect(made).toMatchObject({ id: 'again', title: null });
  await lab.chat({ ...ask('And now?'), conversation_id: 'again' });
  const first = ['user: Hi', 'assistant: You said: Hi'];
  expect(await lab.history('again')).toEqual([...first, 'user: And now?', 'assistant: You said: And now?']);
  expect(await lab.history('first')).toEqual(first);
  const wrong = await lab.call('POST', base, { id: 'wrong', messages: [{ role: 'tool', content: 'x' }] });
  expect(wrong.status).toBe(400);
  expect(await idsOf(lab)).toEqual(['again', 'first']);
});

test('the list is in pages, the one that was used last first', async () => {
  const lab = await startLab();
  for (const id of ['a', 'b', 'c']) await lab.chat({ ...ask('Hi'), conversation_id: id });
  await lab.chat({ ...ask('Hi'), conversation_id: 'a' });
  expect(await idsOf(lab)).toEqual(['a', 'c', 'b']);
  const page = await json(lab.call('GET', `${base}?limit=2`));
  expect(page).toMatchObject({ first_id: 'a', last_id: 'c', has_more: true });
  expect(await json(lab.call('GET', `${base}?limit=2&after=c`))).toMatchObject({ first_id: 'b', has_more: false });
});

test('a fork goes its own way', async () => {
  const lab = await startLab();
  await lab.chat(ask('one'));
  await lab.chat(ask('two'));
  const { messages } = await json(lab.call('GET', `${base}/default`));
  const at = (messages as { id: string }[])[1]!.id;
  const fork = await json(lab.call('POST', `${base}/default/fork`, { at, id: 'other', title: 'Other' }));
  expect(fork).toMatchObject({
    id: 'other',
    title: 'Other',
    forked_from: { conversation_id: 'default', message_id: at },
  });
  await lab.chat({ ...ask('three'), conversation_id: 'other' });
  expect(await lab.history('other')).toEqual([
    'user: one',
    'assistant: You said: one',
    'user: three',
    'assistant: You said: three',
  ]);
  expect(await lab.history()).toHaveLength(4);
});

test('folders: kept beside what other clients keep, taken over by forks, and left', async () => {
  const lab = await startLab();
  expect(await json(lab.call('POST', base, { id: 'a', folder: 'Ships' }))).toMatchObject({ folder: 'Ships' });
  await lab.call('PATCH', '/threads/a', { metadata: { topic: 'sails' } });
  expect(await json(lab.call('POST', `${base}/a/fork`, { id: 'b' }))).toMatchObject({ folder: 'Ships' });
  expect(await json(lab.call('PATCH', `${base}/a`, { folder: 'Boats' }))).toMatchObject({ folder: 'Boats' });
  expect(await json(lab.call('PATCH', `${base}/a`, { title: 'A' }))).toMatchObject({ folder: 'Boats', title: 'A' });
  expect(await json(lab.call('PATCH', `${base}/a`, { folder: null }))).toMatchObject({ folder: null });
  expect(await json(lab.call('GET', '/threads/a'))).toMatchObject({ metadata: { topic: 'sails' } });
  expect((await lab.call('PATCH', `${base}/a`, { folder: '' })).status).toBe(400);
});

test('a search looks into what was said, for the owner alone', async () => {
  const lab = await startLab({ router: { authenticate: fourKeys } });
  await lab.chat({ ...ask('Where are the parrots?'), conversation_id: 'birds' }, 'bob');
  await lab.chat({ ...ask('Where are the ships?'), conversation_id: 'ships' }, 'bob');
  const find = async (text: string, key: string): Promise<unknown> => {
    const { data } = await json(lab.call('GET', `${base}?text=${encodeURIComponent(text)}`, undefined, key));
    return (data as { id: string }[]).map(({ id }) => id);
  };
  expect(await find('PARROTS where', 'bob')).toEqual(['birds']);
  expect(await find('where', 'bob')).toEqual(['ships', 'birds']);
  expect(await find('parrots', 'eve')).toEqual([]);
});

describe('messages of any role', () => {
  const contents = (read: Record<string, unknown>): string[] =>
    (read['messages'] as { role: string; content: string }[]).map(({ role, content }) => `${role}: ${content}`);

  test('are added, and stand in place of others, which stay in the tree and can be gone back to', async () => {
    const lab = await startLab();
    await lab.chat(ask('one'));
    const before = await json(lab.call('GET', `${base}/default`));
    const [question, answer] = before['messages'] as { id: string }[];
    const path = `${base}/default/messages`;
    const edited = { messages: [{ role: 'assistant', content: 'Better.' }], after: question!.id };
    expect(contents(await json(lab.call('POST', path, edited)))).toEqual(['user: one', 'assistant: Better.']);
    const tree = await json(lab.call('GET', `${base}/default/tree`));
    expect(contents(tree)).toEqual(['user: one', 'assistant: You said: one', 'assistant: Better.']);
    const [, left, right] = tree['messages'] as { id: string; parent_id: string }[];
    expect([left!.parent_id, right!.parent_id, tree['head']]).toEqual([question!.id, question!.id, right!.id]);
    const back = await json(lab.call('POST', path, { messages: [], after: answer!.id }));
    expect(back).toMatchObject({ head: answer!.id });
    expect(contents(back)).toEqual(['user: one', 'assistant: You said: one']);
    const anew = { messages: [{ role: 'user', content: 'anew' }], after: null };
    expect(contents(await json(lab.call('POST', path, anew)))).toEqual(['user: anew']);
  });

  test('are refused where they have no place', async () => {
    const lab = await startLab();
    await lab.chat(ask('one'));
    const add = async (body: object): Promise<unknown> => {
      const response = await lab.call('POST', `${base}/default/messages`, body);
      return [response.status, ((await response.json()) as { error: { message: string } }).error.message];
    };
    expect(await add({ messages: [{ role: 'system', content: 'x' }] })).toEqual([
      400,
      expect.stringContaining('system_prompt'),
    ]);
    expect(await add({ messages: [], after: 'msg_x' })).toEqual([404, expect.stringContaining('msg_x')]);
    expect(await lab.history()).toHaveLength(2);
  });
});

describe('an export', () => {
  async function exported(format: string): Promise<{ type: string | null; text: string }> {
    const tools = createTestExecutor({ look: { run: () => ({ status: 'success' }) } });
    const lab = await startLab({ replies: [calls(['look', { at: 'it' }, 'c1']), 'A cat. 🐈'], tools });
    await lab.chat({ ...ask('What is it?'), system_prompt: 'Be brief.', enable_tools: true });
    const response = await lab.call('GET', `${base}/default/export?format=${format}`);
    return { type: response.headers.get('content-type'), text: await response.text() };
  }

  test('as text', async () => {
    const { type, text } = await exported('text');
    expect(type).toBe('text/plain; charset=utf-8');
    expect(text).toBe(
      'SYSTEM\nBe brief.\n\nUSER\nWhat is it?\n\nASSISTANT\n→ look({"at":"it"})\n\nTOOL\n{"status":"success"}\n\nASSISTANT\nA cat. 🐈\n',
    );
  });

  test('as one line for fine-tuning, in the form of messages', async () => {
    const { type, text } = await exported('jsonl');
    expect(type).toBe('application/x-ndjson; charset=utf-8');
    expect(text.trimEnd()).not.toContain('\n');
    expect(JSON.parse(text)).toEqual({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'What is it?' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look', arguments: '{"at":"it"}' } }],
        },
        { role: 'tool', tool_call_id: 'c1', content: '{"status":"success"}' },
        { role: 'assistant', content: 'A cat. 🐈' },
      ],
    });
  });

  test('as JSON with everything', async () => {
    const { text } = await exported('json');
    expect(JSON.parse(text)).toMatchObject({ id: 'default', system_prompt: 'Be brief.', messages: [{}, {}, {}, {}] });
  });

  test('in a form that there is not', async () => {
    const lab = await startLab();
    expect((await lab.call('GET', `${base}/default/export?format=pdf`)).status).toBe(400);
  });
});

test.each([
  ['POST', base, { id: 'a b' }, 400],
  ['POST', base, { id: '..' }, 400],
  ['POST', base, { colour: 'red' }, 400],
  ['GET', `${base}?limit=0`, undefined, 400],
  ['GET', `${base}?after=none`, undefined, 404],
  ['GET', `${base}/none`, undefined, 404],
  ['PATCH', `${base}/none`, { title: 'x' }, 404],
  ['DELETE', `${base}/none`, undefined, 404],
  ['POST', `${base}/none/fork`, {}, 404],
  ['GET', `${base}/none/export`, undefined, 404],
  ['GET', `${base}/none/turns`, undefined, 404],
  ['POST', `${base}/none/cancel`, undefined, 404],
  ['PUT', `${base}/none`, {}, 405],
] as const)('%s %s %j is refused', async (method, path, body, status) => {
  const lab = await startLab();
  expect((await lab.call(method, path, body)).status).toBe(status);
});

test('an id that is taken is refused', async () => {
  const lab = await startLab();
  await lab.call('POST', base, { id: 'a' });
  expect((await lab.call('POST', base, { id: 'a' })).status).toBe(400);
});

describe('two keys', () => {
  test('never see what is the other’s', async () => {
    const tools = createTestExecutor({ erase: { decision: 'ask', run: () => ({ status: 'success' }) } });
    const lab = await startLab({
      tools,
      replies: ['Hello.', 'Hello.', calls(['erase', {}, 'e1'])],
      router: { authenticate: fourKeys },
    });
    await lab.chat({ ...ask('I am Ada.'), system_prompt: 'Ada’s' }, 'ada');
    await lab.chat(ask('I am Bob.'), 'bob');
    expect(lab.requests[1]?.prompt).toEqual({ type: 'messages', messages: [{ role: 'user', content: 'I am Bob.' }] });
    expect(await lab.history('default', 'ada')).toEqual(['user: I am Ada.', 'assistant: Hello.']);
    expect(await lab.history('default', 'bob')).toEqual(['user: I am Bob.', 'assistant: Hello.']);

    const request = { ...ask('Erase'), conversation_id: 'secret', enable_tools: true, approvals: 'pause' };
    const { pending } = await lab.chat(request, 'ada');
    const turn = `${base}/secret/turns/${pending!.turn_id}`;
    expect(await idsOf(lab, 'bob')).toEqual(['default']);
    for (const key of ['bob', 'root']) {
      for (const [method, path, body] of [
        ['GET', `${base}/secret`, undefined],
        ['GET', `${base}/secret/export`, undefined],
        ['GET', `${base}/secret/turns`, undefined],
        ['GET', `${base}/secret/events`, undefined],
        ['POST', `${base}/secret/cancel`, undefined],
        ['POST', `${base}/secret/fork`, {}],
        ['PATCH', `${base}/secret`, { title: 'x' }],
        ['DELETE', `${base}/secret`, undefined],
        ['POST', turn, { decisions: { e1: 'refuse' } }],
      ] as const) {
        expect([method, path, (await lab.call(method, path, body, key)).status]).toEqual([method, path, 404]);
      }
    }
    expect(tools.ran).toEqual([]);
    // The same name is another conversation with another key.
    await lab.call('POST', turn.replace('secret', 'default'), { decisions: { e1: 'approve' } }, 'root');
    expect(tools.ran).toEqual([]);
    expect((await lab.call('POST', turn, { decisions: { e1: 'approve' } }, 'ada')).status).toBe(200);
    expect(tools.ran).toMatchObject([{ owner: 'ada' }]);
  });

  test('settings by command are the key’s own', async () => {
    const lab = await startLab({ router: { authenticate: fourKeys } });
    const command = (key: string, body: object): Promise<Record<string, unknown>> =>
      json(lab.call('POST', '/command', body, key));
    await command('ada', { command: 'system', value: 'Be brief.' });
    expect(await command('ada', { command: 'system' })).toMatchObject({
      status: 'success',
      current_value: 'Be brief.',
    });
    expect(await command('bob', { command: 'system' })).toMatchObject({ current_value: null });
  });

  test('without one nothing is to be had', async () => {
    const lab = await startLab({ router: { authenticate: fourKeys } });
    for (const [method, path] of [
      ['POST', '/chat'],
      ['GET', base],
      ['GET', '/models'],
      ['POST', '/command'],
      ['POST', '/model/switch'],
      ['POST', '/shutdown'],
    ] as const) {
      expect((await lab.call(method, path, method === 'POST' ? {} : undefined)).status).toBe(401);
    }
    expect((await lab.call('GET', '/health')).status).toBe(200);
  });
});
