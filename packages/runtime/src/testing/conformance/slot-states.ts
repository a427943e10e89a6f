import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SlotStates } from '@tuneloop/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generate } from './collect.ts';
import type { ConformanceContext } from './options.ts';

export function testSlotStates(context: ConformanceContext): void {
  it('saves slots, or says that it cannot', () => {
    expect(context.model.slotStates !== undefined).toBe(context.options.slotStates ?? false);
  });

  if (!context.options.slotStates) return;
  describe('slots', () => {
    const prompt = {
      type: 'text',
      text: 'Whales sing, and nobody knows quite why they do it at night. '.repeat(3),
    } as const;
    const request = { prompt, maxTokens: 4, reusePrefix: true };
    let folder: string;

    const states = (): SlotStates => {
      if (context.model.slotStates) return context.model.slotStates;
      throw new Error('The model cannot save slots.');
    };
    const eraseAll = async (): Promise<number> => {
      let erased = 0;
      for (let slot = 0; slot < context.model.info.slots; slot += 1) erased += await states().erase(slot);
      return erased;
    };

    beforeAll(async () => {
      folder = context.options.slotFolder ?? (await mkdtemp(join(tmpdir(), 'tuneloop-slots-')));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    it('keep a prompt on disk: saved, forgotten, restored and used again', async () => {
      await eraseAll();
      const { start } = await generate(context.model, request);
      expect(start.cachedTokens).toBeLessThan(start.promptTokens / 2);

      const paths = Array.from({ length: context.model.info.slots }, (_, slot) => join(folder, `${slot}.bin`));
      const saved = [];
      for (const [slot, path] of paths.entries()) saved.push(await states().save(slot, path));
      const slot = saved.findIndex(({ tokens }) => tokens >= start.promptTokens);
      expect(slot).toBeGreaterThanOrEqual(0);
      expect(saved[slot]!.sizeBytes).toBeGreaterThan(0);

      expect(await eraseAll()).toBeGreaterThanOrEqual(start.promptTokens);
      expect((await generate(context.model, request)).start.cachedTokens).toBeLessThan(start.promptTokens / 2);

      await eraseAll();
      expect(await states().restore(slot, paths[slot]!)).toEqual(saved[slot]);
      expect((await generate(context.model, request)).start.cachedTokens).toBeGreaterThan(start.promptTokens / 2);
    });

    it('that do not exist are refused', async () => {
      const path = join(folder, 'none.bin');
      await expect(states().save(context.model.info.slots, path)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
      await expect(states().erase(-1)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    });

    it('are not restored from a file that is missing or damaged', async () => {
      await expect(states().restore(0, join(folder, 'missing.bin'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
      const damaged = join(folder, 'damaged.bin');
      await writeFile(damaged, 'no slot at all');
      await expect(states().restore(0, damaged)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
      expect((await generate(context.model, { maxTokens: 2 })).end.usage.completionTokens).toBe(2);
    });
  });
}
