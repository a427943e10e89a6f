import { once } from 'node:events';
import { describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createInteractionSink } from '../../test/interaction-sink.ts';
import { createJobRig } from '../../test/job-rig.ts';
import { createStubModel, end, start, text, untilAborted, type StubModel } from '../../test/stub-model.ts';
import { generateMessage, hello, openClient, startWebSocketRig, type SocketMessage } from '../../test/websocket-rig.ts';

/** Says something for ever, until it is aborted. */
const endless = (): StubModel =>
  createStubModel({
    async *script(_request, signal) {
      yield start();
      for (;;) {
        signal.throwIfAborted();
        yield text('x'.repeat(1000));
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  });

const waiting = (): StubModel =>
  createStubModel({
    async *script(_request, signal) {
      yield start();
      await untilAborted(signal);
      yield end();
    },
  });

describe('a generation', () => {
  test('comes in the chunks of the HTTP stream', async () => {
    const { url } = await startWebSocketRig();
    const client = await openClient(url);
    client.send(generateMessage('a', { ...hello, stream_options: { include_usage: true }, store: false }));
    await client.ended('a');
    const mine = client.messages.filter(({ id }) => id === 'a');
    expect(mine[0]).toEqual({ type: 'accepted', id: 'a', ignored: ['store'] });
    expect(mine.at(-1)).toEqual({ type: 'done', id: 'a' });
    const chunks = mine.filter(({ type }) => type === 'chunk').map(({ chunk }) => chunk as Record<string, unknown>);
    expect(chunks.every(({ object }) => object === 'chat.completion.chunk')).toBe(true);
    const said = chunks.map(({ choices }) => (choices as { delta: { content?: string } }[])[0]?.delta.content ?? '');
    expect(said.join('')).toBe('Hello there');
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 3 } });
  });

  test('runs beside others, and each is cancelled by its id', async () => {
    const { url, model } = await startWebSocketRig({ model: waiting() });
    const client = await openClient(url);
    for (const id of ['a', 'b']) client.send(generateMessage(id));
    await vi.waitFor(() => expect(model.running()).toBe(2));
    client.send({ type: 'cancel', id: 'a' });
    expect(await client.ended('a')).toMatchObject({ type: 'cancelled' });
    expect(model.running()).toBe(1);
    client.send(generateMessage('a'));
    await vi.waitFor(() => expect(model.running()).toBe(2));
  });

  test('is recorded by the id of its answer, with what connected', async () => {
    const sink = createInteractionSink();
    const { url } = await startWebSocketRig({ eventSinks: [sink] });
    const client = await openClient(url, { 'user-agent': 'lab/1.0 (test)' });
    client.send(generateMessage('a', { ...hello, user: 'ada' }));
    await client.ended('a');
    const { chunk } = client.messages.find(({ type }) => type === 'chunk')!;
    const { id } = chunk as { id: string };
    expect(sink.interactions).toMatchObject([{ id, request: id, client: 'lab/1.0', user: 'ada' }]);
  });

  test('ends with its connection', async () => {
    const { url, model } = await startWebSocketRig({ model: waiting() });
    const client = await openClient(url);
    client.send(generateMessage('a'));
    await vi.waitFor(() => expect(model.running()).toBe(1));
    client.socket.terminate();
    await vi.waitFor(() => expect(model.running()).toBe(0));
  });

  test('that is wrong gets an error which names the parameter; the connection goes on', async () => {
    const { url, model } = await startWebSocketRig();
    const client = await openClient(url);
    client.send(generateMessage('a', { messages: [], temperature: 'hot' }));
    expect(await client.ended('a')).toMatchObject({ type: 'error', error: { type: 'invalid_request_error' } });
    client.send(generateMessage('b', { ...hello, model: 'none' }));
    expect(await client.ended('b')).toMatchObject({ type: 'error', error: { code: 'model_not_found' } });
    client.send(generateMessage('c'));
    expect(await client.ended('c')).toMatchObject({ type: 'done' });
    expect(model.requests).toHaveLength(1);
  });

  test('that names no model is refused where one is required', async () => {
    const { url } = await startWebSocketRig({ requireModel: true });
    const client = await openClient(url);
    client.send(generateMessage('a'));
    expect(await client.ended('a')).toMatchObject({ error: { code: 'missing_required_parameter', param: 'model' } });
    client.send(generateMessage('b', { ...hello, model: 'default' }));
    expect(await client.ended('b')).toMatchObject({ type: 'done' });
  });

  test('too many at once, or with an id in use, are refused', async () => {
    const { url } = await startWebSocketRig({ model: waiting(), limits: { requests: 2 } });
    const client = await openClient(url);
    for (const id of ['a', 'a', 'b', 'c']) client.send(generateMessage(id));
    expect(await client.ended('a')).toMatchObject({ error: { param: 'id' } });
    expect(await client.ended('c')).toMatchObject({ error: { code: 'server_busy' } });
  });

  test('of a reader that takes nothing is held up, and the reader cut off in the end', async () => {
    const limits = { bufferedBytes: 10_000, stalledReaderMs: 300 };
    const { url, model, attached } = await startWebSocketRig({ model: endless(), limits });
    const client = await openClient(url);
    let sent = 0;
    client.socket.once('message', () => client.socket.pause());
    client.send(generateMessage('a'));
    await vi.waitFor(() => expect(client.socket.isPaused).toBe(true));
    await vi.waitFor(() => expect(attached.connections).toBe(0), 10_000);
    await vi.waitFor(() => expect(model.running()).toBe(0));
    sent = client.messages.length;
    expect(sent).toBeLessThan(50);
  });
});

describe('jobs', () => {
  test('are followed from any position, until they end', async () => {
    await using rig = createJobRig();
    const { url } = await startWebSocketRig({ jobs: { queue: rig.queue } });
    const { id: job } = await rig.queue.submit({ kind: 'greet', input: { name: 'Ada' } });
    const client = await openClient(url);
    client.send({ type: 'subscribe', job, after: 2 });
    await client.next((one) => one.type === 'done' && one.job === job);
    const events = client.messages.filter(({ type }) => type === 'event').map(({ event }) => event as SocketMessage);
    expect(events.map(({ position, type }) => [position, type])).toEqual([
      [3, 'progress'],
      [4, 'checkpoint'],
      [5, 'log'],
      [6, 'result'],
    ]);
    client.send({ type: 'subscribe', job: 'job_none' });
    expect(await client.next(({ type }) => type === 'error')).toMatchObject({ job: 'job_none' });
  });

  test('go on when the subscriber leaves', async () => {
    await using rig = createJobRig();
    const { url } = await startWebSocketRig({ jobs: { queue: rig.queue } });
    const { id: job } = await rig.queue.submit({ kind: 'wait', input: {} });
    const client = await openClient(url);
    client.send({ type: 'subscribe', job });
    await client.next(({ type }) => type === 'event');
    client.send({ type: 'unsubscribe', job });
    await client.next(({ type }) => type === 'done');
    client.socket.close();
    expect(await rig.queue.get(job)).toMatchObject({ status: 'running' });
  });
});

describe('the end', () => {
  test('a connection that answers no ping is cut off, others stay', async () => {
    const { url, attached } = await startWebSocketRig({ pingMs: 1000 });
    const dead = new WebSocket(url, { autoPong: false });
    await once(dead, 'open');
    const alive = await openClient(url);
    await vi.waitFor(() => expect(attached.connections).toBe(1));
    expect(alive.closeCode).toBeUndefined();
  });

  test('draining lets generations end, refuses new ones, and closes', async () => {
    const gate = Promise.withResolvers<void>();
    const model = createStubModel({
      async *script() {
        yield start();
        await gate.promise;
        yield text('done');
        yield end();
      },
    });
    const { url, attached } = await startWebSocketRig({ model });
    const idle = await openClient(url);
    const client = await openClient(url);
    client.send(generateMessage('a'));
    await vi.waitFor(() => expect(model.running()).toBe(1));
    const closed = attached.close({ drainMs: 5000 });
    expect(await idle.closed()).toBe(1001);
    client.send(generateMessage('b'));
    expect(await client.ended('b')).toMatchObject({ error: { code: 'server_busy' } });
    gate.resolve();
    expect(await client.ended('a')).toMatchObject({ type: 'done' });
    expect(await client.closed()).toBe(1001);
    await closed;
  });

  test('what does not end in time gets an error', async () => {
    const { url, attached, model } = await startWebSocketRig({ model: waiting() });
    const client = await openClient(url);
    client.send(generateMessage('a'));
    await vi.waitFor(() => expect(model.running()).toBe(1));
    await attached.close({ drainMs: 50 });
    expect(await client.ended('a')).toMatchObject({ type: 'error', error: { code: 'aborted' } });
    expect(await client.closed()).toBe(1001);
    expect(model.running()).toBe(0);
  });
});
