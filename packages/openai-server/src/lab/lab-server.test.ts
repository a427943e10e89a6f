import { describe, expect, test, vi } from 'vitest';
import { createManagedProvider } from '../../test/managed-provider.ts';
import { ask, readStream, startLab, fourKeys } from '../../test/lab-rig.ts';
import { createStubModel } from '../../test/stub-model.ts';
import { createLabRouter } from './create-lab-router.ts';

test('health is what the server says of itself', async () => {
  const lab = await startLab();
  const health = { status: 'ok', model_key: 'scripted', device: 'cpu', uptime: 1 };
  expect(await (await lab.call('GET', '/health')).json()).toEqual(health);
  expect(await (await lab.call('GET', '/models')).json()).toEqual({ models: [] });
});

describe('switching the model', () => {
  test('answers when it is there; conversations stay', async () => {
    const models = createManagedProvider(createStubModel());
    const lab = await startLab({ router: { models } });
    await lab.chat(ask('Hi'));
    const response = await lab.call('POST', '/model/switch', { model_key: 'stub' });
    expect(await response.json()).toMatchObject({ status: 'success', model_key: 'stub' });
    expect(models.calls).toEqual([['default', 'stub', undefined]]);
    expect(await lab.history()).toHaveLength(2);
  });

  test('to one that there is not is 404', async () => {
    const lab = await startLab({ router: { models: createManagedProvider(createStubModel()) } });
    const response = await lab.call('POST', '/model/switch', { model_key: 'unknown' });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: 'model_not_found' } });
  });

  test('tells its progress as a stream', async () => {
    const provider = createManagedProvider(createStubModel());
    const manager = provider.manager!;
    let listed = 0;
    const models = {
      ...provider,
      manager: { ...manager, setDefault: () => vi.waitUntil(() => listed === 3, { timeout: 5000 }) as Promise<never> },
      list: () => {
        listed += 1;
        const progress = { phase: 'download', completed: listed === 1 ? 1 : 2, total: 2 } as const;
        return [{ id: 'new', createdAt: new Date(), ownedBy: 'x', state: 'loading' as const, progress }];
      },
    };
    const lab = await startLab({ router: { models } });
    const events = await readStream(await lab.call('POST', '/model/switch', { model_key: 'new', stream: true }));
    expect(events).toEqual([
      { type: 'progress', phase: 'download', completed: 1, total: 2 },
      { type: 'progress', phase: 'download', completed: 2, total: 2 },
      { type: 'done', status: 'success', model_key: 'new', message: 'new answers now.' },
    ]);
    const unknown = createManagedProvider(createStubModel());
    const other = await startLab({ router: { models: unknown } });
    expect((await other.call('POST', '/model/switch', { model_key: 'unknown', stream: true })).status).toBe(404);
  });

  test('is refused where models do not come and go', async () => {
    const lab = await startLab();
    expect((await lab.call('POST', '/model/switch', { model_key: 'scripted' })).status).toBe(400);
    expect((await lab.call('POST', '/model/switch', {})).status).toBe(400);
  });
});

describe('a command', () => {
  test.each([
    [{ command: 'layers' }, 200, 0],
    [{ command: 'mem' }, 200, 100],
    [{ command: 'mem', value: 7 }, 200, 100],
    [{ command: 'layers', value: 7 }, 400, undefined],
    [{ command: 'tools' }, 200, 'on'],
    [{ command: 'tools', value: 'off' }, 200, 'off'],
    [{ command: 'tools', value: 'maybe' }, 400, undefined],
    [{ command: 'system', value: 7 }, 400, undefined],
    [{ command: 'fly' }, 400, undefined],
  ])('%j', async (body, status, value) => {
    const lab = await startLab();
    const response = await lab.call('POST', '/command', body);
    expect(response.status).toBe(status);
    const answer = (await response.json()) as { current_value?: unknown };
    expect(answer.current_value).toEqual(value);
    if ('value' in body && body.command === 'mem') expect(lab.asked).toEqual(['mem 7']);
  });

  test('says what to do where a value cannot be set', async () => {
    const lab = await startLab();
    const response = await lab.call('POST', '/command', { command: 'layers', value: 7 });
    expect(await response.json()).toMatchObject({
      error: { message: expect.stringContaining('Set N_GPU_LAYERS') as string },
    });
  });

  test('sets an empty system prompt as none, in the conversation that is named', async () => {
    const lab = await startLab();
    await lab.call('POST', '/command', { command: 'system', value: 'S', conversation_id: 'c' });
    await lab.call('POST', '/command', { command: 'system', value: '', conversation_id: 'c' });
    const read = await lab.call('GET', '/lab/conversations/c');
    expect(await read.json()).toMatchObject({ system_prompt: null });
  });
});

test('the server’s own settings and its end need the scope admin', async () => {
  const lab = await startLab({ router: { authenticate: fourKeys } });
  for (const [path, body] of [
    ['/command', { command: 'mem', value: 7 }],
    ['/model/switch', { model_key: 'scripted' }],
    ['/shutdown', {}],
  ] as const) {
    expect((await lab.call('POST', path, body, 'bob')).status).toBe(403);
  }
  expect((await lab.call('POST', '/command', { command: 'mem' }, 'bob')).status).toBe(200);
  expect(lab.asked).toEqual([]);
  expect((await lab.call('POST', '/shutdown', undefined, 'root')).status).toBe(200);
  expect(lab.asked).toEqual(['shutdown']);
});

test('options are judged when the router is made', () => {
  expect(() => createLabRouter({} as never)).toThrow(/createLabRouter: .*ConversationStore/s);
});
