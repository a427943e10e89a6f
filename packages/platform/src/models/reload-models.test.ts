import { TuneloopError } from '@tuneloop/protocol';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { expect, test } from 'vitest';
import { createReloadRig, type ReloadRig } from '../../test/reload-rig.ts';
import { chatRequest, eventually, scriptedModel } from '../../test/test-platform.ts';

const models = { first: 'x', second: 'y', broken: 'missing' };

function createRig(configuration: object): Promise<ReloadRig> {
  return createReloadRig({
    configuration,
    engine: createScriptedEngine({ replies: { steps: [{ text: 'Begin. ' }, { delayMs: 300 }, { text: 'End.' }] } }),
    resolve: async (reference) => {
      if (reference === 'missing') throw new TuneloopError('MODEL_NOT_FOUND', 'There is no such file.');
      return { ...scriptedModel, id: reference, reference, path: `/models/${reference}.gguf` };
    },
  });
}

const ask = async ({ url }: ReloadRig): Promise<{ model: string; usage: object }> =>
  (await (await fetch(`${url}/v1/chat/completions`, chatRequest())).json()) as { model: string; usage: object };

test('another default model takes over while what runs ends on the old one', async () => {
  await using server = await createRig({ model: 'first', models });
  await server.platform.host.ready();
  const running = ask(server);
  await eventually(() => server.platform.service.pool.get('first')!.activeLeases > 0);
  expect(await server.change({ model: 'second', models })).toMatchObject({ outcome: 'changed' });
  expect([(await ask(server)).model, (await running).model]).toEqual(['second', 'first']);
  expect(server.platform.reference).toBe('second');
  await eventually(() => server.platform.service.pool.get('first')!.state.status === 'idle');
});

test('a default model that cannot be loaded refuses the reload, and the old one goes on', async () => {
  await using server = await createRig({ model: 'first', models });
  await server.platform.host.ready();
  const report = await server.change({ model: 'broken', models, server: { loadWaitMs: 5 } });
  expect(report).toMatchObject({ outcome: 'refused', problems: [expect.stringContaining('There is no such file.')] });
  const { config, reference } = server.platform;
  expect([(await ask(server)).model, reference, config.server.loadWaitMs]).toEqual(['first', 'first', 20_000]);
  // And what is right afterwards is taken.
  expect(await server.change({ model: 'second', models })).toMatchObject({ outcome: 'changed' });
  expect((await ask(server)).model).toBe('second');
});

test('sampling holds for the next request without loading anything; other settings load the model anew', async () => {
  const withSettings = (settings: object): object => ({
    model: 'first',
    models: { first: { reference: 'x', ...settings } },
  });
  await using server = await createRig(withSettings({}));
  await server.platform.host.ready();
  const loaded: string[] = [];
  server.platform.service.pool.watch(({ type, id }) => type === 'ready' && loaded.push(id));
  await server.change(withSettings({ sampling: { temperature: 0.1 } }));
  const [model] = await server.platform.service.list();
  expect(server.platform.service.settingsOf(model!).sampling).toEqual({ temperature: 0.1 });
  expect(loaded).toEqual([]);
  await server.change(withSettings({ sampling: { temperature: 0.1 }, contextSize: 512 }));
  await eventually(() => loaded.length === 1);
});

test('a model that is not configured any more is unloaded, and not listed', async () => {
  await using server = await createRig({ model: 'first', models });
  await server.platform.service.pool.load('second');
  await server.change({ model: 'first', models: { first: 'x' } });
  await eventually(() => server.platform.service.pool.get('second')!.state.status === 'idle');
  const listed = (await (await fetch(`${server.url}/v1/models`)).json()) as { data: { id: string }[] };
  expect(listed.data.map(({ id }) => id)).not.toContain('second');
});
