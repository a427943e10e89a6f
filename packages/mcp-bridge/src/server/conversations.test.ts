import { TuneloopError, type Message } from '@tuneloop/protocol';
import { describe, expect, test, vi } from 'vitest';
import { startMcp, type HttpRig } from '../../test/http-rig.ts';
import { createMcpServer } from './create-mcp-server.ts';
import type { McpConversations } from './mcp-conversations.ts';

const messages: Message[] = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'How large is the file?' },
  { role: 'assistant', content: '', toolCalls: [{ id: '1', name: 'get_file_info', arguments: '{"path":"/a"}' }] },
  { role: 'tool', toolCallId: '1', content: '{"size":7}' },
  { role: 'assistant', content: 'Seven bytes.' },
];

/** 150 conversations of Ada; nobody else has any. */
function adasConversations(): McpConversations & { change: (id?: string) => void } {
  const listeners = new Set<(change: { id?: string | undefined }) => void>();
  const ids = Array.from({ length: 150 }, (_, index) => `Conv/${index}`);
  return {
    change(id) {
      for (const listener of listeners) listener({ id });
    },
    async list({ owner, cursor = '0', limit }) {
      const mine = owner === 'ada' ? ids : [];
      const start = Number(cursor);
      const items = mine
        .slice(start, start + limit)
        .map((id) => ({ id, title: `About ${id}`, updatedAt: new Date(0) }));
      return { items, nextCursor: start + limit < mine.length ? String(start + limit) : undefined };
    },
    async read(id, { owner }) {
      if (owner !== 'ada' || !ids.includes(id)) throw new TuneloopError('NOT_FOUND', 'There is no such conversation.');
      return { id, title: `About ${id}`, messages };
    },
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

const authenticate = (token: string): { id: string } => ({ id: token });
const serve = (conversations: McpConversations): Promise<HttpRig> =>
  startMcp({ server: createMcpServer({ conversations }), authenticate });

describe('conversations', () => {
  test('are resources, page by page', async () => {
    await using rig = await serve(adasConversations());
    const client = await rig.client({ key: 'ada' });
    const { resources } = await client.listResources();
    expect(resources).toHaveLength(150);
    expect(resources[0]).toMatchObject({
      uri: 'tuneloop://conversations/Conv%2F0',
      title: 'About Conv/0',
      mimeType: 'application/json',
      annotations: { lastModified: '1970-01-01T00:00:00.000Z' },
    });
    const { contents } = await client.readResource({ uri: resources[149]!.uri });
    expect(JSON.parse((contents[0] as { text: string }).text)).toMatchObject({ id: 'Conv/149', messages });
    expect((await client.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
      'tuneloop://conversations/{id}',
    ]);
  });

  test('are a prompt, with tool calls as text', async () => {
    await using rig = await serve(adasConversations());
    const client = await rig.client({ key: 'ada' });
    const prompt = await client.getPrompt({ name: 'conversation', arguments: { id: 'Conv/3' } });
    expect(prompt.description).toBe('About Conv/3');
    expect(prompt.messages.map(({ role, content }) => [role, (content as { text: string }).text])).toEqual([
      ['user', 'How large is the file?'],
      ['assistant', '[called get_file_info with {"path":"/a"}]'],
      ['user', '[result of a tool]\n{"size":7}'],
      ['assistant', 'Seven bytes.'],
    ]);
    await expect(client.getPrompt({ name: 'conversation' })).rejects.toMatchObject({ code: -32_602 });
    await expect(client.getPrompt({ name: 'none' })).rejects.toMatchObject({ code: -32_602 });
  });

  test('of others are not there', async () => {
    await using rig = await serve(adasConversations());
    const bob = await rig.client({ key: 'bob' });
    expect((await bob.listResources()).resources).toEqual([]);
    const uri = 'tuneloop://conversations/Conv%2F0';
    await expect(bob.readResource({ uri })).rejects.toMatchObject({ code: -32_602 });
    await expect(bob.getPrompt({ name: 'conversation', arguments: { id: 'Conv/0' } })).rejects.toThrow('no such');
  });

  test.each([
    ['conversation', { type: 'ref/prompt', name: 'conversation' }],
    ['template', { type: 'ref/resource', uri: 'tuneloop://conversations/{id}' }],
  ] as const)('complete their ids for the %s', async (_what, ref) => {
    await using rig = await serve(adasConversations());
    const client = await rig.client({ key: 'ada' });
    const { completion } = await client.complete({ ref, argument: { name: 'id', value: 'Conv/9' } });
    expect(completion.values).toEqual(['Conv/9', ...Array.from({ length: 10 }, (_, index) => `Conv/9${index}`)]);
    const other = await client.complete({ ref, argument: { name: 'other', value: 'Conv' } });
    expect(other.completion.values).toEqual([]);
  });

  test('tell subscribers of changes, and only of theirs', async () => {
    const conversations = adasConversations();
    await using rig = await serve(conversations);
    const client = await rig.client({ key: 'ada' });
    const updated: string[] = [];
    let listChanges = 0;
    client.setNotificationHandler('notifications/resources/updated', ({ params }) => void updated.push(params.uri));
    client.setNotificationHandler('notifications/resources/list_changed', () => void (listChanges += 1));
    await client.subscribeResource({ uri: 'tuneloop://conversations/Conv%2F1' });
    await client.subscribeResource({ uri: 'tuneloop://conversations/Conv%2F2' });
    await client.unsubscribeResource({ uri: 'tuneloop://conversations/Conv%2F2' });
    // The session's stream opens some time after the handshake.
    const change = (): void => {
      for (const id of ['Conv/0', 'Conv/1', 'Conv/2', undefined]) conversations.change(id);
      expect(listChanges).toBeGreaterThan(0);
    };
    await vi.waitFor(change, { timeout: 5000, interval: 200 });
    expect([...new Set(updated)]).toEqual(['tuneloop://conversations/Conv%2F1']);
  });

  test('a cursor that is none is refused', async () => {
    await using rig = await serve(adasConversations());
    const client = await rig.client({ key: 'ada' });
    await expect(client.listResources({ cursor: 'nonsense' })).rejects.toMatchObject({ code: -32_602 });
  });
});
