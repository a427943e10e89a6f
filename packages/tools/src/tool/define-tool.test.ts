import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { defineTool } from './define-tool.ts';

const signal = new AbortController().signal;

const repeat = defineTool({
  name: 'repeat',
  description: 'Repeat a text',
  parameters: z.strictObject({ text: z.string().describe('What to repeat'), times: z.int().min(1).max(9).default(2) }),
  effects: { idempotent: true },
  run: ({ text, times }) => ({ text: text.repeat(times) }),
});

test('the schema for the model is derived, with what has a default optional', () => {
  expect(repeat.parameters).toEqual({
    type: 'object',
    properties: {
      text: { type: 'string', description: 'What to repeat' },
      times: { type: 'integer', default: 2, minimum: 1, maximum: 9 },
    },
    required: ['text'],
    additionalProperties: false,
  });
  expect(repeat.effects).toEqual({
    reads: false,
    writes: false,
    network: false,
    destructive: false,
    idempotent: true,
  });
});

test('arguments are checked, and get their defaults', async () => {
  expect(await repeat.execute({ text: 'ab' }, { signal })).toEqual({ status: 'success', text: 'abab' });
  const wrong = await repeat.execute({ text: 1, more: true }, { signal });
  expect(wrong).toMatchObject({ status: 'error', error: expect.stringMatching(/"more"[^]*expected string[^]*text/) });
});

test('what a tool throws is a result, but for the end of its signal', async () => {
  const failing = (run: () => never) =>
    defineTool({ name: 'fail', description: 'Fail', parameters: z.strictObject({}), effects: {}, run });
  const broken = failing(() => {
    throw new Error('no such luck');
  });
  expect(await broken.execute({}, { signal })).toEqual({ status: 'error', error: 'The tool failed: no such luck' });

  const cancel = new AbortController();
  const cancelled = failing(() => {
    cancel.abort();
    throw new Error('stopped');
  });
  await expect(cancelled.execute({}, { signal: cancel.signal })).rejects.toMatchObject({ code: 'ABORTED' });
});

test('a tool cannot name itself a success that it is not', async () => {
  const run = vi.fn(() => ({ status: 'error', content: 'x' }));
  const tool = defineTool({ name: 'x', description: 'x', parameters: z.strictObject({}), effects: {}, run });
  expect(await tool.execute({}, { signal })).toEqual({ status: 'success', content: 'x' });
});

test.each([
  [{ name: 'has space' }, /letters, digits/],
  [{ description: '' }, /description/],
  [{ parameters: z.string() }, /must be an object/],
  [{ parameters: z.object({ a: z.date() }) }, /cannot be represented/i],
])('a wrong declaration is refused: %o', (change, message) => {
  const declaration = { name: 'x', description: 'x', parameters: z.strictObject({}), effects: {}, run: () => ({}) };
  expect(() => defineTool<never>({ ...declaration, ...change } as never)).toThrow(message);
});
