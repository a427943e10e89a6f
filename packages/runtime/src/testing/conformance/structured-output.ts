import { describe, expect, it } from 'vitest';
import { generate, userTurn } from './collect.ts';
import type { ConformanceContext } from './options.ts';

const schema = {
  type: 'object',
  properties: {
    colour: { enum: ['red', 'grün', 'blue'] },
    count: { type: 'integer', minimum: 3, maximum: 12 },
    tags: { type: 'array', items: { type: 'string', maxLength: 6 }, maxItems: 2 },
  },
  required: ['colour', 'count', 'tags'],
  additionalProperties: false,
};

export function testStructuredOutput(context: ConformanceContext): void {
  const prompt = userTurn('Describe a balloon as JSON.');

  describe('structured output', () => {
    it.each([0, 1])('is valid under its schema at temperature %d', async (temperature) => {
      const { text, end } = await generate(context.model, {
        prompt,
        maxTokens: 200,
        sampling: { temperature, seed: 5 },
        outputFormat: { type: 'json-schema', schema },
      });
      expect(end.finishReason).toBe('stop');
      const value = JSON.parse(text) as { colour: string; count: number; tags: string[] };
      expect(Object.keys(value).toSorted()).toEqual(['colour', 'count', 'tags']);
      expect(['red', 'grün', 'blue']).toContain(value.colour);
      expect([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]).toContain(value.count);
      expect(value.tags.length).toBeLessThanOrEqual(2);
      expect(value.tags.filter((tag) => typeof tag !== 'string' || Array.from(tag).length > 6)).toEqual([]);
    });

    it('ends with `length` when the budget is too small for it', async () => {
      const { end } = await generate(context.model, {
        prompt,
        maxTokens: 1,
        outputFormat: { type: 'json-schema', schema },
      });
      expect(end.finishReason).toBe('length');
    });

    it('is an object when any object is wanted', async () => {
      const { text } = await generate(context.model, { prompt, maxTokens: 20, outputFormat: { type: 'json-object' } });
      expect(text).toMatch(/^\{/);
    });

    it('refuses a keyword that it cannot enforce by name, before anything is generated', async () => {
      const outputFormat = { type: 'json-schema', schema: { properties: { a: { not: {} } } } } as const;
      const events: unknown[] = [];
      const attempt = async (): Promise<void> => {
        for await (const event of context.model.generate({ prompt, outputFormat })) events.push(event);
      };
      await expect(attempt).rejects.toMatchObject({
        code: 'UNSUPPORTED',
        details: { keyword: 'not', path: '/properties/a/not' },
        message: expect.stringContaining('"not"') as string,
      });
      expect(events).toEqual([]);
    });
  });

  if (!(context.options.toolCalls ?? true)) return;
  describe('tool calls', () => {
    it('have valid arguments when a tool is demanded by name', async () => {
      const parameters = { type: 'object', properties: { city: { enum: ['Paris', 'Rom'] } }, required: ['city'] };
      const { events, end } = await generate(context.model, {
        prompt: userTurn('What is the weather in Rome?'),
        maxTokens: 100,
        tools: [
          { name: 'other', parameters: true },
          { name: 'weather', parameters },
        ],
        toolChoice: { name: 'weather' },
      });
      const calls = events.filter((event) => event.type === 'tool-call-start');
      expect(calls.map(({ name }) => name)).toEqual(['weather']);
      const text = events.map((event) => (event.type === 'tool-call-delta' ? event.arguments : '')).join('');
      expect(['Paris', 'Rom']).toContain((JSON.parse(text) as { city: string }).city);
      expect(end.finishReason).toBe('tool-calls');
    });
  });
}
