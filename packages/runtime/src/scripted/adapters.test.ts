import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AdapterSelection, GenerateRequest, LoadedModel } from '@tuneloop/protocol';
import { createScriptedEngine } from './scripted-engine.ts';

let folder = '';
const file = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-scripted-'));
  await writeFile(file('pirate.gguf'), 'pirate\nmore');
  await writeFile(file('terse.gguf'), 'terse');
  await writeFile(file('binary.gguf'), new Uint8Array([0x47, 0x47, 0x55, 0x46, 3, 0, 0, 0]));
  await writeFile(file('empty.gguf'), '');
});
afterAll(() => rm(folder, { recursive: true }));

function ask(adapters?: AdapterSelection[], more: Partial<GenerateRequest> = {}): GenerateRequest {
  return { prompt: { type: 'text', text: 'Ahoy' }, ...(adapters && { adapters }), ...more };
}

async function answer(model: LoadedModel, request: GenerateRequest): Promise<string> {
  let text = '';
  for await (const event of model.generate(request)) if (event.type === 'text-delta') text += event.text;
  return text;
}

describe('adapters of the scripted engine', () => {
  test('show in the answer which ones applied, and how much', async () => {
    await using model = await createScriptedEngine().load({ id: 'scripted' });
    await model.adapters!.load({ id: 'a', path: file('pirate.gguf') });
    await model.adapters!.load({ id: 'b', path: file('terse.gguf') });
    await model.adapters!.load({ id: 'binary', path: file('binary.gguf') });
    expect(model.adapters!.list().map(({ id, sizeBytes }) => [id, sizeBytes])).toEqual([
      ['a', 11],
      ['b', 5],
      ['binary', 8],
    ]);
    expect(await answer(model, ask())).toBe('You said: Ahoy');
    expect(await answer(model, ask([{ id: 'a', scale: 1 }]))).toBe('[pirate] You said: Ahoy');
    expect(await answer(model, ask([{ id: 'binary', scale: 1 }]))).toBe('[binary] You said: Ahoy');
    const both = [
      { id: 'a', scale: 0.5 },
      { id: 'b', scale: 1 },
    ];
    expect(await answer(model, ask(both))).toBe('[pirate ×0.5, terse] You said: Ahoy');
    expect(await answer(model, ask([{ id: 'a', scale: 0 }]))).toBe('You said: Ahoy');
    expect(await answer(model, ask(both, { outputFormat: { type: 'json-object' } }))).toBe('{}');
  });

  test('refuse what is not there or empty, and an id that is not loaded', async () => {
    await using model = await createScriptedEngine().load({ id: 'scripted' });
    const load = (path: string): Promise<unknown> => model.adapters!.load({ id: 'x', path: file(path) });
    await expect(load('none.gguf')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(load('empty.gguf')).rejects.toMatchObject({ code: 'ADAPTER_INVALID', details: { reason: 'empty' } });
    await expect(load('.')).rejects.toMatchObject({ code: 'ADAPTER_INVALID', details: { reason: 'folder' } });
    await expect(answer(model, ask([{ id: 'x', scale: 1 }]))).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('"x"') as string,
    });
    await expect(model.adapters!.unload('x')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('are unloaded when the last generation that uses them has ended', async () => {
    await using model = await createScriptedEngine().load({ id: 'scripted' });
    await model.adapters!.load({ id: 'a', path: file('pirate.gguf') });
    const events = model.generate(ask([{ id: 'a', scale: 1 }]))[Symbol.asyncIterator]();
    await events.next();
    let unloaded = false;
    const unloading = model.adapters!.unload('a').then(() => (unloaded = true));
    expect(model.adapters!.list()).toEqual([]);
    await expect(answer(model, ask([{ id: 'a', scale: 1 }]))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(unloaded).toBe(false);
    let text = '';
    for (let next = await events.next(); !next.done; next = await events.next()) {
      if (next.value.type === 'text-delta') text += next.value.text;
    }
    expect(text).toBe('[pirate] You said: Ahoy');
    await unloading;
    await model.adapters!.load({ id: 'a', path: file('terse.gguf') });
    expect(await answer(model, ask([{ id: 'a', scale: 1 }]))).toBe('[terse] You said: Ahoy');
  });
});
