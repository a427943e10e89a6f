import { TuneloopError } from '@tuneloop/protocol';
import { describe, expect, it } from 'vitest';
import { Connection, type ConnectionHandlers } from './connection.ts';
import { Supervisor } from './supervisor.ts';

function fakeProcess() {
  let handlers: ConnectionHandlers | undefined;
  const connection = new Connection((given) => {
    handlers = given;
    return {
      processId: 1,
      send: (message) => {
        if (message.type === 'call') handlers?.message({ type: 'reply', call: message.call, body: undefined });
      },
      terminate: () => undefined,
    };
  });
  return { connection, crash: () => handlers?.closed(new TuneloopError('INTERNAL', 'crashed')) };
}

describe('Supervisor', () => {
  it('starts one new process for all who come after a crash', async () => {
    const first = fakeProcess();
    let started = 0;
    const supervisor = new Supervisor({
      connection: first.connection,
      reconnect: async () => {
        started++;
        return fakeProcess().connection;
      },
    });
    expect(await supervisor.connection()).toBe(first.connection);
    first.crash();
    const [a, b] = await Promise.all([supervisor.connection(), supervisor.connection()]);
    expect(a).toBe(b);
    expect(a).not.toBe(first.connection);
    expect(started).toBe(1);
  });

  it('starts a new process before anybody asks', async () => {
    const first = fakeProcess();
    const second = fakeProcess();
    const supervisor = new Supervisor({
      connection: first.connection,
      reconnect: async () => second.connection,
    });
    first.crash();
    await expect.poll(() => supervisor.current).toBe(second.connection);
  });

  it('does not wait for a pause when it is closed', async () => {
    const first = fakeProcess();
    let attempts = 0;
    const supervisor = new Supervisor({
      connection: first.connection,
      reconnect: async () => {
        attempts++;
        throw new TuneloopError('RESOURCE_EXHAUSTED', 'no memory');
      },
    });
    first.crash();
    // Each pause is twice as long as the one before.
    await expect.poll(() => attempts).toBe(2);
    const startedAt = performance.now();
    await supervisor.close(new TuneloopError('ABORTED', 'unloaded'));
    expect(performance.now() - startedAt).toBeLessThan(400);
    expect(attempts).toBe(2);
  });

  it('tells why a new process could not be started, and tries again later', async () => {
    const first = fakeProcess();
    let attempts = 0;
    const supervisor = new Supervisor({
      connection: first.connection,
      reconnect: async () => {
        if (++attempts === 1) throw new TuneloopError('RESOURCE_EXHAUSTED', 'no memory');
        return fakeProcess().connection;
      },
    });
    first.crash();
    await expect(supervisor.connection()).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED' });
    expect((await supervisor.connection()).closedBy).toBeUndefined();
  });

  it('starts nothing once it is closed', async () => {
    const first = fakeProcess();
    const supervisor = new Supervisor({
      connection: first.connection,
      reconnect: () => Promise.reject(new Error('must not be called')),
    });
    await supervisor.close(new TuneloopError('ABORTED', 'unloaded'));
    await expect(supervisor.connection()).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

describe('Connection', () => {
  it('fails what is under way when the other end goes', async () => {
    let handlers: ConnectionHandlers | undefined;
    const connection = new Connection((given) => {
      handlers = given;
      return { processId: 1, send: () => undefined, terminate: () => undefined };
    });
    const call = connection.call<'memory'>({ type: 'memory' });
    const events: string[] = [];
    connection.start({ id: 'a', prompt: [1], sampling: {}, reusePrefix: true }, ({ type }) => events.push(type));
    handlers?.closed(new TuneloopError('INTERNAL', 'crashed'));
    await expect(call).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(events).toEqual(['error']);
    connection.start({ id: 'b', prompt: [1], sampling: {}, reusePrefix: true }, ({ type }) => events.push(type));
    expect(events).toEqual(['error', 'error']);
  });
});
