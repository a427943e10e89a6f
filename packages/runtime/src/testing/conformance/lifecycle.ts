import { TuneloopError } from '@tuneloop/protocol';
import { describe, expect, it } from 'vitest';
import { counting, generate } from './collect.ts';
import type { EngineConformanceOptions } from './options.ts';

export function testLifecycle({ engine, model: source }: EngineConformanceOptions): void {
  describe('life of a model', () => {
    it('ends with its disposal: what runs and what comes later throws', async () => {
      const model = await (await engine()).load(source);
      const running = model.generate({ prompt: counting, maxTokens: 512 })[Symbol.asyncIterator]();
      await running.next();
      await Promise.all([model[Symbol.asyncDispose](), model[Symbol.asyncDispose]()]);
      const drain = async (): Promise<void> => {
        for (let result = await running.next(); !result.done;) result = await running.next();
      };
      await expect(drain).rejects.toSatisfy(TuneloopError.isInstance);
      await expect(generate(model, {})).rejects.toSatisfy(TuneloopError.isInstance);
      await expect(model.countTokens(counting)).rejects.toSatisfy(TuneloopError.isInstance);
    });

    it('does not depend on other models, loaded and disposed at the same time', async () => {
      const loader = await engine();
      const [first, second] = await Promise.all([loader.load(source), loader.load(source)]);
      const [{ end }] = await Promise.all([generate(second, { maxTokens: 4 }), first[Symbol.asyncDispose]()]);
      expect(end.usage.completionTokens).toBe(4);
      await second[Symbol.asyncDispose]();
    });

    it('does not begin when the signal has fired', async () => {
      const attempt = (await engine()).load(source, { signal: AbortSignal.abort() });
      await expect(attempt).rejects.toMatchObject({ code: 'ABORTED' });
    });
  });
}
