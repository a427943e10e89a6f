import { leaseModel } from '@tuneloop/openai-server';
import { TuneloopError, type GenerateRequest, type LoadedModel } from '@tuneloop/protocol';
import { createScriptedEngine, type ScriptedEngineOptions } from '@tuneloop/runtime/scripted';
import { describe, expect, test, vi } from 'vitest';
import { createFolderLibrary, type FolderLibrary } from '../../test/folder-library.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { eventually } from '../../test/test-platform.ts';
import type { AdapterEvent } from './adapter-event.ts';
import { createAdapterService, type AdapterService, type AdapterServiceOptions } from './adapter-service.ts';

interface Rig extends AsyncDisposable {
  library: FolderLibrary;
  /** For models of the engine `onnx`. */
  onnx: FolderLibrary;
  service: AdapterService;
  model: LoadedModel;
  folder: string;
  events: AdapterEvent[];
  /** What a model name answers to "Ahoy". */
  ask(adapter?: string, request?: Partial<GenerateRequest>): Promise<string>;
}

async function createRig(
  options: { engine?: ScriptedEngineOptions; defaults?: AdapterServiceOptions['defaults'] } = {},
): Promise<Rig> {
  const temporary = await temporaryFolder();
  const folder = temporary.path;
  const [library, onnx] = [createFolderLibrary(folder), createFolderLibrary(folder)];
  const events: AdapterEvent[] = [];
  const service = createAdapterService({
    libraries: { gguf: library, onnx },
    folders: [folder],
    defaults: options.defaults?.map(({ file, scale }) => ({ file: `${folder}/${file}`, scale })),
    onEvent: (event) => events.push(event),
  });
  const model = await createScriptedEngine(options.engine).load({ id: 'base' });
  return {
    library,
    onnx,
    service,
    model,
    folder,
    events,
    async ask(adapter, request) {
      await using adapted = await service.adapt(leaseModel(model), adapter);
      return answerOf(adapted, request);
    },
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      await model[Symbol.asyncDispose]();
      await temporary[Symbol.asyncDispose]();
    },
  };
}

async function answerOf(model: LoadedModel, request: Partial<GenerateRequest> = {}): Promise<string> {
  let text = '';
  for await (const event of model.generate({ prompt: { type: 'text', text: 'Ahoy' }, ...request })) {
    if (event.type === 'generation-start') expect(event.model).toBe(model.info.id);
    if (event.type === 'text-delta') text += event.text;
  }
  return text;
}

const loadedIds = ({ model }: Rig): string[] => model.adapters!.list().map(({ id }) => id.replace(/#.*/, ''));

describe('adapters as models', () => {
  test('are tried again when the engine failed while it loaded one', async () => {
    await using rig = await createRig();
    const { adapters } = rig.model;
    const load = adapters!.load.bind(adapters);
    let attempts = 0;
    vi.spyOn(adapters!, 'load').mockImplementation(async (source, call) => {
      if (++attempts < 3) throw new TuneloopError('INTERNAL', 'The process died.', { retryable: true });
      return load(source, call);
    });
    await rig.library.put('pirate', 'pirate');
    using _attached = await rig.service.attach(rig.model);
    expect(rig.events.map(({ type }) => type)).toEqual(['adapter-live']);
    expect(attempts).toBe(3);
  });

  test('are told of by name and version, whichever way they were chosen', async () => {
    await using rig = await createRig({ defaults: [{ file: 'terse.gguf', scale: 0.5 }] });
    for (const name of ['pirate', 'terse']) await rig.library.put(name, name);
    using _attached = await rig.service.attach(rig.model);
    await eventually(() => loadedIds(rig).length === 2);
    const used = async (adapter?: string, adapters?: GenerateRequest['adapters']): Promise<unknown> => {
      await using adapted = await rig.service.adapt(leaseModel(rig.model), adapter);
      expect(adapted.info.base).toBe(adapter === undefined ? undefined : 'base');
      for await (const event of adapted.generate({ prompt: { type: 'text', text: 'Ahoy' }, adapters })) {
        if (event.type === 'generation-start') return event.adapters;
      }
      return undefined;
    };
    expect(await used('pirate')).toEqual([{ id: 'pirate@1', scale: 1 }]);
    expect(await used(undefined, [{ id: 'pirate', scale: 2 }])).toEqual([{ id: 'pirate@1', scale: 2 }]);
    expect(await used()).toEqual([{ id: 'terse@1', scale: 0.5 }]);
    expect(await used(undefined, [])).toEqual([]);
  });

  test('come, are overwritten and go; the old version is freed once the new one answers', async () => {
    await using rig = await createRig();
    await rig.library.put('pirate', 'pirate');
    using _attached = await rig.service.attach(rig.model);
    expect(await rig.ask()).toBe('You said: Ahoy');
    expect(await rig.ask('pirate')).toBe('[pirate] You said: Ahoy');

    await rig.library.put('pirate', 'buccaneer');
    await rig.library.put('terse', 'terse');
    await eventually(() => loadedIds(rig).join() === 'pirate@2,terse@1');
    expect(await rig.ask('pirate')).toBe('[buccaneer] You said: Ahoy');
    const listing = { id: 'base', createdAt: new Date(0), ownedBy: 'tuneloop', contextSize: 64 };
    expect(rig.service.listModels(listing)).toMatchObject([
      { id: 'base:pirate', parent: 'base', root: 'base', contextSize: 64 },
      { id: 'base:terse', parent: 'base' },
    ]);

    await rig.library.remove('pirate');
    await eventually(() => loadedIds(rig).join() === 'terse@1');
    await expect(rig.ask('pirate')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    expect(rig.events.map(({ type, name }) => `${type} ${name}`)).toEqual([
      'adapter-live pirate',
      'adapter-live pirate',
      'adapter-live terse',
      'adapter-removed pirate',
    ]);
    expect(rig.events[1]).toMatchObject({ version: 2, replaced: 1 });
  });

  test('a request finishes with the version that it began with, also when it began before its first token', async () => {
    await using rig = await createRig();
    await rig.library.put('pirate', 'pirate');
    using _attached = await rig.service.attach(rig.model);
    await using early = await rig.service.adapt(leaseModel(rig.model), 'pirate');
    expect(early.info.id).toBe('base:pirate@1');
    await rig.library.put('pirate', 'buccaneer');
    await eventually(() => rig.events.length === 2);
    expect(loadedIds(rig)).toEqual(['pirate@1', 'pirate@2']);
    await rig.library.remove('pirate');
    expect(await answerOf(early)).toBe('[pirate] You said: Ahoy');
    await early[Symbol.asyncDispose]();
    await eventually(() => loadedIds(rig).length === 0);
  });

  test('older versions answer by number and by hash, loaded when they are asked for', async () => {
    await using rig = await createRig();
    const first = await rig.library.put('pirate', 'pirate');
    await rig.library.put('pirate', 'buccaneer');
    using _attached = await rig.service.attach(rig.model);
    expect(loadedIds(rig)).toEqual(['pirate@2']);
    expect(await rig.ask('pirate@1')).toBe('[pirate] You said: Ahoy');
    expect(await rig.ask(`pirate@${first.hash.slice(0, 10).toUpperCase()}`)).toBe('[pirate] You said: Ahoy');
    expect(await rig.ask('pirate@2')).toBe('[buccaneer] You said: Ahoy');
    expect(loadedIds(rig)).toEqual(['pirate@2', 'pirate@1']);
    for (const name of ['pirate@3', 'pirate@', 'pirate@abc', 'nobody', '']) {
      await expect(rig.ask(name)).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    }
  });

  test('what the engine refuses has a reason, and what was served before still is', async () => {
    await using rig = await createRig();
    await rig.library.put('pirate', 'pirate');
    using _attached = await rig.service.attach(rig.model);
    await rig.library.put('pirate', '');
    await eventually(() => rig.events.length === 2);
    expect(rig.events[1]).toMatchObject({
      type: 'adapter-refused',
      version: 2,
      reason: expect.stringContaining('empty'),
    });
    rig.library.refuse('half', 'The file is truncated.');
    expect(await rig.ask('pirate')).toBe('[pirate] You said: Ahoy');
    expect(rig.service.control.list()).toMatchObject([
      {
        name: 'pirate',
        base: 'base',
        file: 'pirate.gguf',
        live: { version: 1, state: 'loaded', sizeBytes: 6 },
        versions: [
          { version: 2, state: 'stored' },
          { version: 1, state: 'loaded' },
        ],
        refusedBecause: expect.stringContaining('empty') as string,
      },
      { name: 'half', versions: [], refusedBecause: 'The file is truncated.' },
    ]);
    await rig.library.put('pirate', 'buccaneer');
    await eventually(async () => (await rig.ask('pirate')) === '[buccaneer] You said: Ahoy');
    expect(rig.service.control.list()[0]?.refusedBecause).toBeUndefined();
  });

  test('twenty swaps under load: no request fails, each is answered by a version that was live', async () => {
    await using rig = await createRig({ engine: { tokensPerSecond: 500, slots: 8 } });
    await rig.library.put('pirate', 'version-0');
    using _attached = await rig.service.attach(rig.model);
    const ending = new AbortController();
    const answers: string[] = [];
    const streams = Array.from({ length: 8 }, async () => {
      while (!ending.signal.aborted) answers.push(await rig.ask('pirate'));
    });
    for (let swap = 1; swap <= 20; swap += 1) {
      await rig.library.put('pirate', `version-${swap}`);
      await eventually(async () => (await rig.ask('pirate')).startsWith(`[version-${swap}]`));
    }
    ending.abort();
    await Promise.all(streams);
    const seen = new Set(answers.map((answer) => /^\[(version-\d+)\] You said: Ahoy$/.exec(answer)?.[1]));
    expect(seen).not.toContain(undefined);
    expect(seen.size).toBeGreaterThan(10);
    await eventually(() => loadedIds(rig).join() === 'pirate@21');
  });

  test('a model without adapters has none, and its requests go through', async () => {
    await using rig = await createRig();
    const { adapters: _none, ...bare } = leaseModel(rig.model);
    using _attached = await rig.service.attach(bare);
    expect(await answerOf(await rig.service.adapt(bare))).toBe('You said: Ahoy');
    await expect(rig.service.adapt(bare, 'pirate')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });
});

describe('adapters that a request chooses', () => {
  test('have names, versions and numbers, and take the place of the default ones', async () => {
    await using rig = await createRig({ defaults: [{ file: 'terse.gguf', scale: 0.5 }] });
    await rig.library.put('pirate', 'pirate');
    await rig.library.put('terse', 'terse');
    using _attached = await rig.service.attach(rig.model);
    const choose = (...adapters: { id: string; scale: number }[]): Promise<string> => rig.ask(undefined, { adapters });
    expect(await rig.ask()).toBe('[terse ×0.5] You said: Ahoy');
    expect(await choose()).toBe('You said: Ahoy');
    expect(await choose({ id: '0', scale: 2 })).toBe('[pirate ×2] You said: Ahoy');
    expect(await choose({ id: 'terse@1', scale: 1 }, { id: 'pirate', scale: 1 })).toBe(
      '[terse, pirate] You said: Ahoy',
    );
    expect(await rig.ask('pirate')).toBe('[pirate] You said: Ahoy');
    expect(await rig.ask('pirate', { adapters: [{ id: 'pirate', scale: 0.1 }] })).toBe('[pirate ×0.1] You said: Ahoy');
    await expect(choose({ id: 'nobody', scale: 1 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(choose({ id: '7', scale: 1 })).rejects.toMatchObject({ code: 'NOT_FOUND' });

    const { control } = rig.service;
    expect(control.numbered()).toEqual([
      { number: 0, file: 'pirate.gguf', scale: 0 },
      { number: 1, file: 'terse.gguf', scale: 0.5 },
    ]);
    control.setDefaultScales(new Map([[0, 1]]));
    expect(await rig.ask()).toBe('[pirate] You said: Ahoy');
    expect(() => control.setDefaultScales(new Map([[9, 1]]))).toThrow(/no adapter 9/);
    expect(await rig.ask()).toBe('[pirate] You said: Ahoy');
  });

  test('cannot be chosen once unloaded, and can be again once loaded', async () => {
    await using rig = await createRig();
    await rig.library.put('pirate', 'pirate');
    using _attached = await rig.service.attach(rig.model);
    const { control } = rig.service;
    await control.unload('pirate');
    await expect(rig.ask('pirate')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    expect(control.list()).toEqual([]);
    expect(control.numbered()).toEqual([]);
    await expect(control.unload('pirate')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

test('a name means one adapter for GGUF models, and another for those of ONNX Runtime', async () => {
  await using rig = await createRig();
  await using onnxModel = await createScriptedEngine().load({ id: 'other' });
  Object.assign(onnxModel.info, { engine: 'onnx' });
  using _first = await rig.service.attach(rig.model);
  using _second = await rig.service.attach(onnxModel);
  await rig.library.put('pirate', 'pirate');
  await rig.onnx.put('pirate', 'buccaneer');
  await rig.onnx.put('terse', 'terse');
  const askOnnx = async (adapter: string): Promise<string> => {
    await using adapted = await rig.service.adapt(leaseModel(onnxModel), adapter);
    return answerOf(adapted);
  };
  await eventually(() => rig.service.control.list().length === 3);
  expect(await rig.ask('pirate')).toContain('[pirate]');
  expect(await askOnnx('pirate')).toContain('[buccaneer]');
  expect(await askOnnx('terse')).toContain('[terse]');
  await expect(rig.ask('terse')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  expect(rig.service.control.numbered().map(({ number }) => number)).toEqual([0, 1]);
  expect(rig.service.hasAdapters).toBe(true);
  await rig.library.remove('pirate');
  expect(rig.service.hasAdapters).toBe(false);
  expect(await askOnnx('pirate')).toContain('[buccaneer]');
});
