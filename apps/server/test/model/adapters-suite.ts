import { mkdir, rename, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEventStream } from './read-event-stream.ts';
import type { RunningServer } from './running-server.ts';
import type { ServedEngine } from './served-engine.ts';

/** Adapters that come and go in a running server, whichever engine the model is on. */
export function testAdapters(engine: ServedEngine): void {
  interface Answer {
    model: string;
    choices: [{ message: { content: string } }];
  }

  let server: RunningServer;
  let base: string;
  let basePath: string;
  let folder: string;

  beforeAll(async () => {
    server = await engine.start({ slots: 3, contextSize: 512 });
    const source = server.platform.host.source;
    base = source?.id ?? '';
    basePath = source?.path ?? '';
    folder = join(server.platform.config.folders.data, 'adapters');
    await mkdir(folder, { recursive: true });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  function post(body: object): Promise<Response> {
    return fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        messages: [{ role: 'user', content: 'Say hello.' }],
        temperature: 0,
        max_tokens: 10,
        cache_prompt: false,
        ...body,
      }),
    });
  }

  async function ask(model: string, more: object = {}): Promise<{ model: string; text: string }> {
    const response = await post({ model, ...more });
    const text = await response.text();
    expect(response.status, text).toBe(200);
    const answer = JSON.parse(text) as Answer;
    return { model: answer.model, text: answer.choices[0].message.content };
  }

  /** Puts an adapter of its own for each seed in place, as a copy would: under another name first. */
  async function drop(name: string, seed: number): Promise<void> {
    const path = join(folder, `${name}${engine.adapterEnding}`);
    await engine.writeAdapter({ base: basePath, path: `${path}.part`, seed });
    await rename(`${path}.part`, path);
  }

  async function get<T>(path: string): Promise<T> {
    return (await (await fetch(server.url + path)).json()) as T;
  }

  const modelIds = async (): Promise<string[]> =>
    (await get<{ data: { id: string }[] }>('/v1/models')).data.map(({ id }) => id);

  describe('an adapter that is dropped in while a stream runs', () => {
    it('becomes a model, is overwritten and removed, and nothing fails', { timeout: 60_000 }, async () => {
      const unchanged = await ask(base);
      const stream = await post({
        model: base,
        stream: true,
        max_tokens: 300,
        messages: [{ role: 'user', content: 'Count to one thousand.' }],
      });
      const streamed = readEventStream(stream);

      await drop('style', 1);
      await expect.poll(modelIds, { timeout: 5000, interval: 10 }).toContain(`${base}:style`);
      const listed = (await get<{ data: object[] }>('/v1/models')).data.find((model) => 'parent' in model);
      expect(listed).toMatchObject({ id: `${base}:style`, parent: base, root: base });
      const first = await ask(`${base}:style`);
      expect(first.model).toBe(`${base}:style@1`);
      expect(first.text).not.toBe(unchanged.text);

      await drop('style', 2);
      const newest = async (): Promise<string> => (await ask(`${base}:style`)).model;
      await expect.poll(newest, { timeout: 5000, interval: 10 }).toBe(`${base}:style@2`);
      const second = await ask(`${base}:style`);
      expect([first.text, unchanged.text]).not.toContain(second.text);

      // The older version, both, none and the base at the same time: each as alone.
      const [older, again, none] = await Promise.all([
        ask(`${base}:style@1`),
        ask(base, { lora: [{ id: 'style' }] }),
        ask(base, { lora: [{ id: 'style', scale: 0 }] }),
      ]);
      expect([older.text, again.text, none.text]).toEqual([first.text, second.text, unchanged.text]);

      await rm(join(folder, `style${engine.adapterEnding}`));
      await expect.poll(modelIds, { timeout: 5000, interval: 10 }).not.toContain(`${base}:style`);
      expect((await post({ model: `${base}:style` })).status).toBe(404);
      const events = await streamed;
      expect(events.at(-1)).toBe('[DONE]');
      expect(events.some((event) => event.includes('"error"'))).toBe(false);
    });

    it('is refused with a reason when it is broken, and what was there goes on answering', async () => {
      await drop('style', 3);
      await expect.poll(modelIds, { timeout: 5000, interval: 10 }).toContain(`${base}:style`);
      const broken = join(folder, `broken${engine.adapterEnding}`);
      await engine.writeAdapter({ base: basePath, path: `${broken}.part`, seed: 4 });
      await truncate(`${broken}.part`, 2000);
      await rename(`${broken}.part`, broken);
      const states = async (): Promise<unknown[]> => {
        const { data } = await get<{ data: { name: string; state: string; reason: string | null }[] }>('/v1/adapters');
        return data.map(({ name, state, reason }) => [name, state, reason !== null]);
      };
      await expect.poll(states, { timeout: 5000, interval: 20 }).toContainEqual(['broken', 'refused', true]);
      expect(await states()).toContainEqual(['style', 'live', false]);
      expect((await ask(`${base}:style`)).model).toBe(`${base}:style@3`);
      expect((await post({ model: `${base}:broken` })).status).toBe(404);
    });
  });
}
