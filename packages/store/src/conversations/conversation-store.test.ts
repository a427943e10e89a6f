import type { ConversationStore, Message } from '@tuneloop/protocol';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openMemoryStore } from '../open-store.ts';
import type { Store } from '../store.ts';
import { createConversationStore } from './conversation-store.ts';
import { createTurnStore } from './turn-store.ts';

const user = (content: string): Message => ({ role: 'user', content });
const assistant = (content: string): Message => ({ role: 'assistant', content });

function open(): { store: Store; conversations: ConversationStore } {
  const store = openMemoryStore();
  onTestFinished(() => store.close());
  return { store, conversations: createConversationStore(store) };
}

async function contents(conversations: ConversationStore, owner: string | undefined, id: string): Promise<unknown[]> {
  return (await conversations.messages(owner, id)).map(({ message }) => message.content);
}

const notFound = { code: 'NOT_FOUND' };

describe('a conversation', () => {
  test('is made when it is opened, once', async () => {
    const { conversations } = open();
    const made = await conversations.open('ada', 'mine');
    expect(made).toMatchObject({ id: 'mine', createdAt: expect.stringMatching(/^\d{4}-.*Z$/) as unknown });
    expect(made.head).toBeUndefined();
    expect(await conversations.open('ada', 'mine')).toEqual(made);
    expect((await conversations.open('ada')).id).toMatch(/^conv_/);
    await expect(conversations.get('ada', 'other')).rejects.toMatchObject(notFound);
  });

  test('knows what was left, a fork only what it shares', async () => {
    const { conversations } = open();
    await conversations.open('ada', 'c');
    const [first] = await conversations.append('ada', 'c', [user('1'), assistant('2')], { ids: ['m-1'] });
    expect(first?.id).toBe('m-1');
    const [second] = await conversations.append('ada', 'c', [user('3')], { after: null, ids: ['m-1'] });
    expect(second?.id).toMatch(/^msg_/);
    const read = async (id: string): Promise<unknown[]> =>
      (await conversations.tree('ada', id)).map(({ message, parent }) => [message.content, parent]);
    expect(await read('c')).toEqual([
      ['1', undefined],
      ['2', 'm-1'],
      ['3', undefined],
    ]);
    await conversations.append('ada', 'c', [user('4')], { after: 'm-1' });
    await conversations.fork('ada', 'c', { id: 'f' });
    await conversations.append('ada', 'f', [user('5')], { after: 'm-1' });
    expect((await read('f')).map((entry) => (entry as unknown[])[0])).toEqual(['1', '5']);
  });

  test('keeps what clients say of it', async () => {
    const { conversations } = open();
    await conversations.open('ada', 'c');
    expect(await conversations.update('ada', 'c', { metadata: { a: [1] } })).toMatchObject({ metadata: { a: [1] } });
    expect(await conversations.update('ada', 'c', { title: 'T' })).toMatchObject({ title: 'T', metadata: { a: [1] } });
    expect((await conversations.update('ada', 'c', { metadata: null })).metadata).toBeUndefined();
  });

  test('keeps messages as they are, in their order, with their parents', async () => {
    const { conversations } = open();
    await conversations.open(undefined, 'c');
    const exchange: Message[] = [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this? 🦜' },
          { type: 'image', url: 'data:image/png;base64,AA' },
        ],
      },
      {
        role: 'assistant',
        content: '',
        reasoning: 'Hm.',
        toolCalls: [{ id: 'call_1', name: 'look', arguments: '{"a":' }],
      },
      { role: 'tool', toolCallId: 'call_1', content: '{"status":"success"}' },
      assistant('A parrot.\u0000'),
    ];
    const added = await conversations.append(undefined, 'c', exchange);
    const read = await conversations.messages(undefined, 'c');
    expect(read.map(({ message }) => message)).toEqual(exchange);
    expect(read).toEqual(added);
    expect(read.map(({ parent }) => parent)).toEqual([undefined, ...read.slice(0, -1).map(({ id }) => id)]);
    expect((await conversations.get(undefined, 'c')).head).toBe(read.at(-1)?.id);
  });

  test('goes on from an earlier message, or anew; nothing that was said is lost', async () => {
    const { store, conversations } = open();
    await conversations.open('ada', 'c');
    const [first] = await conversations.append('ada', 'c', [user('1'), assistant('2'), user('3')]);
    await conversations.append('ada', 'c', [assistant('other 2')], { after: first?.id });
    expect(await contents(conversations, 'ada', 'c')).toEqual(['1', 'other 2']);
    await conversations.append('ada', 'c', [], { after: null });
    expect(await contents(conversations, 'ada', 'c')).toEqual([]);
    await conversations.append('ada', 'c', [user('anew')]);
    expect(await contents(conversations, 'ada', 'c')).toEqual(['anew']);
    await conversations.append('ada', 'c', [], { after: first?.id });
    expect(await contents(conversations, 'ada', 'c')).toEqual(['1']);
    expect(store.all('SELECT id FROM conversations_messages')).toHaveLength(5);
  });

  test('does not go on from a message of another tree', async () => {
    const { conversations } = open();
    await conversations.open('ada', 'a');
    await conversations.open('ada', 'b');
    const [message] = await conversations.append('ada', 'a', [user('1')]);
    await expect(conversations.append('ada', 'b', [user('2')], { after: message!.id })).rejects.toMatchObject(notFound);
    await expect(conversations.fork('ada', 'b', { at: message!.id })).rejects.toMatchObject(notFound);
    expect(await contents(conversations, 'ada', 'b')).toEqual([]);
  });

  test('has a title and a system prompt, which can be taken away', async () => {
    const { conversations } = open();
    await conversations.open('ada', 'c');
    expect(await conversations.update('ada', 'c', { title: 'Parrots', system: 'Be brief.' })).toMatchObject({
      title: 'Parrots',
      system: 'Be brief.',
    });
    const { title, system, tools } = await conversations.update('ada', 'c', { title: null });
    expect([title, system, tools]).toEqual([undefined, 'Be brief.', true]);
    expect(await conversations.update('ada', 'c', { tools: false })).toMatchObject({
      tools: false,
      system: 'Be brief.',
    });
    expect(await conversations.fork('ada', 'c')).toMatchObject({ tools: false });
  });
});

describe('the list', () => {
  test('has the one that was changed last first, in pages', async () => {
    const { conversations } = open();
    for (const id of ['a', 'b', 'c', 'd']) await conversations.open('ada', id);
    await conversations.append('ada', 'b', [user('x')]);
    await conversations.update('ada', 'a', { title: 'A' });
    const first = await conversations.list('ada', { limit: 3 });
    expect(first.conversations.map(({ id }) => id)).toEqual(['a', 'b', 'd']);
    expect(first.hasMore).toBe(true);
    const second = await conversations.list('ada', { limit: 3, after: 'd' });
    expect(second).toMatchObject({ conversations: [{ id: 'c' }], hasMore: false });
  });

  test.each([0, 101, 1.5])('a limit of %s is refused', async (limit) => {
    const { conversations } = open();
    await expect(conversations.list('ada', { limit })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });
});

describe('a fork', () => {
  test('shares what was before it, and nothing after', async () => {
    const { store, conversations } = open();
    await conversations.open('ada', 'c');
    await conversations.update('ada', 'c', { title: 'T', system: 'S' });
    const [, second] = await conversations.append('ada', 'c', [user('1'), assistant('2'), user('3')]);
    const fork = await conversations.fork('ada', 'c', { at: second!.id });
    expect(fork).toMatchObject({ title: 'T', system: 'S', forkedFrom: { conversation: 'c', message: second!.id } });
    await conversations.append('ada', fork.id, [user('other')]);
    await conversations.append('ada', 'c', [assistant('4')]);
    expect(await contents(conversations, 'ada', 'c')).toEqual(['1', '2', '3', '4']);
    expect(await contents(conversations, 'ada', fork.id)).toEqual(['1', '2', 'other']);
    expect(store.all('SELECT id FROM conversations_messages')).toHaveLength(5);
  });

  test('may be of an empty conversation, and takes no id that is taken', async () => {
    const { conversations } = open();
    await conversations.open('ada', 'c');
    expect(await conversations.fork('ada', 'c', { id: 'd', title: 'D' })).toMatchObject({ id: 'd', title: 'D' });
    await expect(conversations.fork('ada', 'c', { id: 'd' })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await conversations.append('ada', 'd', [user('1')]);
    expect(await contents(conversations, 'ada', 'c')).toEqual([]);
  });
});

describe('deleting', () => {
  test('leaves nothing of a conversation, abandoned branches included', async () => {
    const { store, conversations } = open();
    const turns = createTurnStore(store);
    await conversations.open('ada', 'c');
    const [first] = await conversations.append('ada', 'c', [user('1'), assistant('2')]);
    await conversations.append('ada', 'c', [assistant('other')], { after: first!.id });
    await turns.put('ada', { id: 'turn_1', conversation: 'c', state: {} });
    await conversations.delete('ada', 'c');
    for (const table of ['conversations', 'conversations_messages', 'conversations_turns']) {
      expect(store.all(`SELECT * FROM ${table}`)).toEqual([]);
    }
    await expect(conversations.get('ada', 'c')).rejects.toMatchObject(notFound);
    await expect(conversations.delete('ada', 'c')).rejects.toMatchObject(notFound);
  });

  test('leaves a fork whole, whichever goes first', async () => {
    for (const [goes, stays, kept] of [
      ['c', 'fork', ['1', '2', 'f']],
      ['fork', 'c', ['1', '2', '3']],
    ] as const) {
      const { store, conversations } = open();
      await conversations.open('ada', 'c');
      const [, second] = await conversations.append('ada', 'c', [user('1'), assistant('2'), user('3')]);
      await conversations.fork('ada', 'c', { at: second!.id, id: 'fork' });
      await conversations.append('ada', 'fork', [user('f')]);
      await conversations.delete('ada', goes);
      expect(await contents(conversations, 'ada', stays)).toEqual(kept);
      expect(store.all('SELECT id FROM conversations_messages')).toHaveLength(3);
      await conversations.append('ada', stays, [assistant('on')]);
      expect(await contents(conversations, 'ada', stays)).toEqual([...kept, 'on']);
    }
  });

  test('of a fork that has written nothing leaves the other as it is', async () => {
    const { conversations } = open();
    await conversations.open('ada', 'c');
    await conversations.append('ada', 'c', [user('1')]);
    await conversations.fork('ada', 'c', { id: 'fork' });
    await conversations.delete('ada', 'c');
    expect(await contents(conversations, 'ada', 'fork')).toEqual(['1']);
  });
});

test('a search finds words of titles and of what was said, not what was left or is not text', async () => {
  const { conversations } = open();
  await conversations.open('ada', 'ships');
  await conversations.update('ada', 'ships', { title: 'All 100% of the Ships' });
  await conversations.append('ada', 'ships', [
    user('Which is "quick"?'),
    { role: 'assistant', content: 'The cutter.' },
  ]);
  await conversations.open('ada', 'birds');
  await conversations.append('ada', 'birds', [user('parrots')]);
  const parts = [
    { type: 'text', text: 'An image of an owl' },
    { type: 'image', url: 'data:image/png;base64,QUJD' },
  ] as const;
  await conversations.append('ada', 'birds', [{ role: 'user', content: [...parts] }], { after: null });
  const find = async (text: string): Promise<string[]> =>
    (await conversations.list('ada', { text })).conversations.map(({ id }) => id);
  expect(await find('CUTTER ships')).toEqual(['ships']);
  expect(await find('"quick"')).toEqual(['ships']);
  expect(await find('100%')).toEqual(['ships']);
  expect(await find('sh_ps')).toEqual([]);
  expect(await find('owl')).toEqual(['birds']);
  expect(await find('an')).toEqual(['birds']);
  expect(await find('QUJD')).toEqual([]);
  expect(await find('user')).toEqual([]);
  expect(await find('parrots')).toEqual([]);
  expect(await find(' ')).toEqual(['birds', 'ships']);
});

describe('owners', () => {
  test('have ids of their own, and see nothing of each other', async () => {
    const { store, conversations } = open();
    const turns = createTurnStore(store);
    const owners = ['ada', 'bob', undefined];
    for (const owner of owners) {
      await conversations.open(owner, 'default');
      await conversations.append(owner, 'default', [user(`of ${owner}`)]);
    }
    for (const owner of owners) {
      expect(await contents(conversations, owner, 'default')).toEqual([`of ${owner}`]);
      expect((await conversations.list(owner)).conversations).toHaveLength(1);
    }
    await conversations.open('ada', 'secret');
    const [message] = await conversations.append('ada', 'secret', [user('x')]);
    await turns.put('ada', { id: 'turn_1', conversation: 'secret', state: {} });
    for (const owner of ['bob', undefined]) {
      const attempts = [
        conversations.get(owner, 'secret'),
        conversations.messages(owner, 'secret'),
        conversations.append(owner, 'secret', [user('y')]),
        conversations.append(owner, 'default', [user('y')], { after: message!.id }),
        conversations.update(owner, 'secret', { title: 'y' }),
        conversations.fork(owner, 'secret'),
        conversations.fork(owner, 'default', { at: message!.id }),
        conversations.delete(owner, 'secret'),
        conversations.list(owner, { after: 'secret' }),
        turns.get(owner, 'turn_1'),
        turns.take(owner, 'turn_1'),
        turns.put(owner, { id: 'turn_2', conversation: 'secret', state: {} }),
      ];
      for (const attempt of attempts) await expect(attempt).rejects.toMatchObject(notFound);
      expect(await turns.list(owner, 'secret')).toEqual([]);
    }
    expect(await contents(conversations, 'ada', 'secret')).toEqual(['x']);
  });

  test('that are the empty text are those without a key', async () => {
    const { conversations } = open();
    await conversations.open('', 'c');
    expect(await conversations.get(undefined, 'c')).toMatchObject({ id: 'c' });
  });
});

describe('turns that wait', () => {
  test('are handed out once', async () => {
    const { store, conversations } = open();
    const turns = createTurnStore(store);
    await conversations.open('ada', 'c');
    await turns.put('ada', { id: 'turn_1', conversation: 'c', state: { a: [1] } });
    await turns.put('ada', { id: 'turn_2', conversation: 'c', state: null });
    expect((await turns.list('ada', 'c')).map(({ id }) => id).toSorted()).toEqual(['turn_1', 'turn_2']);
    expect(await turns.get('ada', 'turn_1')).toMatchObject({ id: 'turn_1', conversation: 'c', state: { a: [1] } });
    const taken = await Promise.allSettled([turns.take('ada', 'turn_1'), turns.take('ada', 'turn_1')]);
    expect(taken.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    await expect(turns.get('ada', 'turn_1')).rejects.toMatchObject(notFound);
  });
});

test('a long history is read at once', async () => {
  const { conversations } = open();
  await conversations.open('ada', 'c');
  const messages = Array.from({ length: 5000 }, (_, index) => user(String(index)));
  await conversations.append('ada', 'c', messages);
  const startedAt = performance.now();
  expect(await contents(conversations, 'ada', 'c')).toHaveLength(5000);
  expect(performance.now() - startedAt).toBeLessThan(1000);
});
