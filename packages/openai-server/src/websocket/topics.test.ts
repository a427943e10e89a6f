import { expect, test, vi } from 'vitest';
import type { Scope } from '../auth/authenticator.ts';
import { openClient, startWebSocketRig, type SocketClient } from '../../test/websocket-rig.ts';
import type { EventTopic } from './event-topic.ts';

interface TestTopic extends EventTopic {
  listeners: Set<(event: Record<string, unknown>) => void>;
  say(event: Record<string, unknown>): void;
}

function createTopic(scope: Scope = 'chat'): TestTopic {
  const listeners: TestTopic['listeners'] = new Set();
  return {
    scope,
    listeners,
    say: (event) => listeners.forEach((listener) => listener(event)),
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function subscribed(client: SocketClient, topic: string): Promise<void> {
  client.send({ type: 'subscribe', topic });
  await client.next(({ type }) => type === 'subscribed');
}

test('what happens is sent from then on, in order, until it is unsubscribed', async () => {
  const things = createTopic();
  const { url } = await startWebSocketRig({ topics: { things } });
  const client = await openClient(url);
  things.say({ type: 'before' });
  await subscribed(client, 'things');
  things.say({ type: 'one' });
  things.say({ type: 'two' });
  await client.next(({ event }) => (event as { type: string } | undefined)?.type === 'two');
  client.send({ type: 'unsubscribe', topic: 'things' });
  await client.next(({ type }) => type === 'done');
  things.say({ type: 'after' });
  expect(client.messages.slice(1)).toEqual([
    { type: 'subscribed', topic: 'things' },
    { type: 'event', topic: 'things', event: { type: 'one' } },
    { type: 'event', topic: 'things', event: { type: 'two' } },
    { type: 'done', topic: 'things' },
  ]);
  expect(things.listeners.size).toBe(0);
});

test('it ends with its connection', async () => {
  const things = createTopic();
  const { url } = await startWebSocketRig({ topics: { things } });
  const client = await openClient(url);
  await subscribed(client, 'things');
  client.socket.terminate();
  await vi.waitFor(() => expect(things.listeners.size).toBe(0));
});

test.each([
  [{ topic: 'others' }, 'There is no such topic here; those that there are: things.'],
  [{ topic: 'constructor' }, 'There is no such topic'],
  [{ topic: 'things', job: 'job_1' }, 'either'],
  [{}, 'either'],
])('%j is refused', async (what, message) => {
  const { url } = await startWebSocketRig({ topics: { things: createTopic() } });
  const client = await openClient(url);
  client.send({ type: 'subscribe', ...what });
  const error = await client.next(({ type }) => type === 'error');
  expect(error).toMatchObject({ ...what, error: { message: expect.stringContaining(message) } });
});

test('a key needs the scope of the topic', async () => {
  const topics = { things: createTopic(), secrets: createTopic('admin') };
  const authenticate = async () => ({ id: 'a', name: 'a', scopes: ['chat' as const] });
  const { url } = await startWebSocketRig({ topics, authenticate });
  const client = await openClient(url, { authorization: 'Bearer k' });
  client.send({ type: 'subscribe', topic: 'secrets' });
  const error = await client.next(({ type }) => type === 'error');
  expect(error).toMatchObject({ topic: 'secrets', error: { message: expect.stringContaining('scope "admin"') } });
  expect(topics.secrets.listeners.size).toBe(0);
  await subscribed(client, 'things');
});

test('a reader that falls behind is told so, and costs no more memory', async () => {
  const things = createTopic();
  const { url } = await startWebSocketRig({ topics: { things }, limits: { bufferedBytes: 1000 } });
  const client = await openClient(url);
  await subscribed(client, 'things');
  // All at once: none of them can be sent in between.
  for (let count = 0; count < 1500; count++) things.say({ type: 'thing', count });
  const error = await client.next(({ type }) => type === 'error');
  expect(error).toMatchObject({ topic: 'things', error: { message: expect.stringContaining('Subscribe again') } });
  expect(client.messages.filter(({ type }) => type === 'event')).toHaveLength(1000);
  expect(things.listeners.size).toBe(0);
});
