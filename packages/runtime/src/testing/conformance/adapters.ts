import type { AdapterSelection, ModelAdapters } from '@tuneloop/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { counting, expectIdle, generate } from './collect.ts';
import type { ConformanceContext } from './options.ts';

export function testAdapters(context: ConformanceContext): void {
  const paths = context.options.adapters;
  if (paths === undefined) return;
  describe('adapters', () => {
    const adapters = (): ModelAdapters => {
      if (context.model.adapters) return context.model.adapters;
      throw new Error('The model takes no adapters.');
    };
    const selection = (...ids: string[]): AdapterSelection[] => ids.map((id) => ({ id, scale: 1 }));
    const answer = async (chosen?: AdapterSelection[]): Promise<string> =>
      (await generate(context.model, { adapters: chosen })).text;
    const loadedIds = (): string[] =>
      adapters()
        .list()
        .map(({ id }) => id);

    beforeAll(async () => {
      await adapters().load({ id: 'first', path: paths[0] });
      await adapters().load({ id: 'second', path: paths[1] });
    });
    afterAll(() => Promise.all([adapters().unload('first'), adapters().unload('second')]));

    it('change the answers of those who choose them, also side by side', async () => {
      const sets = [undefined, selection('first'), selection('second'), selection('first', 'second')];
      const alone: string[] = [];
      for (const set of sets) alone.push(await answer(set));
      expect(new Set(alone).size).toBe(sets.length);
      expect(await Promise.all(sets.map(answer))).toEqual(alone);
    });

    it('count by their scale; with 0 it is the base that answers', async () => {
      const [none, half, whole] = [
        await answer([{ id: 'first', scale: 0 }]),
        await answer([{ id: 'first', scale: 0.5 }]),
        await answer([{ id: 'first', scale: 1 }]),
      ];
      expect(none).toBe(await answer());
      expect(new Set([none, half, whole]).size).toBe(3);
    });

    it('are listed with their size, and stay as they are when they are loaded again', async () => {
      const before = adapters().list();
      expect(before.map(({ id }) => id)).toEqual(['first', 'second']);
      for (const { sizeBytes } of before) expect(sizeBytes).toBeGreaterThan(0);
      await adapters().load({ id: 'first', path: paths[0] });
      expect(adapters().list()).toEqual(before);
    });

    it('that are not loaded are refused by name', async () => {
      const attempt = answer(selection('first', 'unheard-of'));
      await expect(attempt).rejects.toMatchObject({
        code: 'NOT_FOUND',
        message: expect.stringContaining('unheard-of') as string,
      });
      await expect(adapters().unload('unheard-of')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it('that are no file are refused', async () => {
      const attempt = adapters().load({ id: 'missing', path: `${paths[0]}.missing` });
      await expect(attempt).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(loadedIds()).not.toContain('missing');
    });

    it('go when the last request that chose them is over, and take no new one', async () => {
      await adapters().load({ id: 'passing', path: paths[0] });
      const chosen = selection('passing');
      const events = context.model.generate({ prompt: counting, maxTokens: 512, adapters: chosen });
      const running = events[Symbol.asyncIterator]();
      await running.next();
      let unloaded = false;
      const unloading = adapters()
        .unload('passing')
        .then(() => (unloaded = true));
      await expect(answer(chosen)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(loadedIds()).not.toContain('passing');
      expect((await running.next()).done).toBe(false);
      expect(unloaded).toBe(false);
      await running.return?.();
      await unloading;
      await expectIdle(context.model);
    });

    it('are not loaded when the signal has fired', async () => {
      const attempt = adapters().load({ id: 'late', path: paths[0] }, { signal: AbortSignal.abort() });
      await expect(attempt).rejects.toMatchObject({ code: 'ABORTED' });
      expect(loadedIds()).not.toContain('late');
    });
  });
}
