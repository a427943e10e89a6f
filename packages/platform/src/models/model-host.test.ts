import { TuneloopError } from '@tuneloop/protocol';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createModelHost } from './model-host.ts';
import { describeProgress, publicReason } from './model-state.ts';

const engine = async (): Promise<ReturnType<typeof createScriptedEngine>> => createScriptedEngine();
const source = { id: 'scripted' };
const offline = new TuneloopError('UPSTREAM_FAILED', 'The network is down.');

describe('trying again', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('a failure that may pass is tried again, later each time, until it works', async () => {
    let calls = 0;
    const host = createModelHost({
      engine,
      resolve: async () => {
        calls += 1;
        if (calls < 3) throw offline;
        return source;
      },
    });
    const states: string[] = [];
    host.watch((state) => states.push(state.status));
    host.start();
    await expect(host.ready()).rejects.toThrow('The network is down.');
    expect(host.state).toMatchObject({ status: 'failed', retryAt: expect.any(Date) });
    await vi.advanceTimersByTimeAsync(9_999);
    expect(calls).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(calls).toBe(2);
    await vi.advanceTimersByTimeAsync(19_999);
    expect(calls).toBe(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(host.state.status).toBe('ready');
    expect(states).toEqual(['starting', 'failed', 'starting', 'failed', 'starting', 'ready']);
    await host[Symbol.asyncDispose]();
  });

  test('one that will not pass is final', async () => {
    let calls = 0;
    const host = createModelHost({
      engine,
      resolve: async () => {
        calls += 1;
        throw new TuneloopError('MODEL_NOT_FOUND', 'There is no such file.');
      },
    });
    await expect(host.ready()).rejects.toThrow('no such file');
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(calls).toBe(1);
    expect(host.state).not.toHaveProperty('retryAt');
  });

  test('nothing is tried after the end', async () => {
    let calls = 0;
    const host = createModelHost({
      engine,
      resolve: async () => {
        calls += 1;
        throw offline;
      },
    });
    await expect(host.ready()).rejects.toThrow(TuneloopError);
    await host[Symbol.asyncDispose]();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(calls).toBe(1);
  });
});

test('callers share one load; a caller who gives up does not stop it', async () => {
  const { promise, resolve } = Promise.withResolvers<typeof source>();
  const load = vi.fn<() => typeof promise>(() => promise);
  await using host = createModelHost({ engine, resolve: load });
  const impatient = new AbortController();
  const given = host.ready({ signal: impatient.signal });
  const waiting = host.ready();
  impatient.abort();
  await expect(given).rejects.toMatchObject({ code: 'ABORTED' });
  resolve(source);
  expect((await waiting).info.id).toBe('scripted');
  expect(load).toHaveBeenCalledTimes(1);
});

test('a model that arrives after the end is disposed of', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const disposed = vi.fn<() => Promise<void>>(async () => undefined);
  const scripted = createScriptedEngine();
  const host = createModelHost({
    resolve: async () => source,
    engine: async () => ({
      name: 'late',
      load: async (wanted) => {
        const model = await scripted.load(wanted);
        await promise;
        return Object.assign(Object.create(model) as typeof model, { [Symbol.asyncDispose]: disposed });
      },
    }),
  });
  const ready = host.ready();
  await vi.waitFor(() => expect(host.source).toEqual(source));
  const ended = host[Symbol.asyncDispose]();
  resolve();
  await ended;
  await expect(ready).rejects.toMatchObject({ code: 'ABORTED' });
  expect(disposed).toHaveBeenCalledTimes(1);
});

test('progress in words', () => {
  expect(describeProgress(undefined)).toBe('being prepared');
  expect(describeProgress({ phase: 'download', completed: 5e6 })).toBe('being downloaded (5.0 MB)');
  expect(describeProgress({ phase: 'load', completed: 420, total: 1000 })).toBe('being loaded (42 %)');
  expect(describeProgress({ phase: 'load', completed: 1000, total: 1000 })).toBe('being prepared');
});

test.each([
  ['There is no file /home/me/a.gguf.', 'There is no file a.gguf.'],
  ['Cannot read "C:\\Users\\me\\a.gguf".', 'Cannot read "a.gguf".'],
  ['https://example.org/a/b answered 500', 'https://example.org/a/b answered 500'],
  ['Take Qwen/Qwen3-8B-GGUF instead', 'Take Qwen/Qwen3-8B-GGUF instead'],
])('%s is told clients as %s', (message, expected) => {
  expect(publicReason(new TuneloopError('MODEL_NOT_FOUND', message))).toBe(expected);
});
