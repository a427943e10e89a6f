import { describe, expect, it } from 'vitest';
import { generate } from './collect.ts';
import type { ConformanceContext } from './options.ts';

export function testInfill(context: ConformanceContext): void {
  const prompt = { type: 'infill', prefix: 'function add(a, b) {\n  return ', suffix: ';\n}\n' } as const;

  it('says whether it fills gaps', async () => {
    expect(context.model.info.capabilities.infill).toBe(context.options.infill ?? false);
    if (context.options.infill) return;
    await expect(generate(context.model, { prompt })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });

  if (!context.options.infill) return;
  describe('fill-in-the-middle', () => {
    it('generates from what is before and after the gap', async () => {
      const { start, end } = await generate(context.model, { prompt, maxTokens: 4 });
      expect(end.usage.completionTokens).toBeGreaterThan(0);
      const longer = { ...prompt, suffix: `${prompt.suffix}\nadd(1, 2);\n` };
      expect((await generate(context.model, { prompt: longer, maxTokens: 1 })).start.promptTokens).toBeGreaterThan(
        start.promptTokens,
      );
    });

    it('reads other files too', async () => {
      const files = [{ name: 'subtract.js', text: 'function subtract(a, b) {\n  return a - b;\n}\n' }];
      const [alone, beside] = [
        await context.model.countTokens(prompt),
        await context.model.countTokens({ ...prompt, files }),
      ];
      expect(beside).toBeGreaterThan(alone);
    });
  });
}
