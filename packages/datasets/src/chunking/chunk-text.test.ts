import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chunkText, type Chunk, type ChunkOptions } from './chunk-text.ts';

/** Words and single marks, as a tokenizer of words would count. */
const countTokens = (text: string): number => text.match(/[\p{L}\p{N}]{1,4}|[^\p{L}\p{N}\s]/gu)?.length ?? 0;

async function chunks(text: string, options: Partial<ChunkOptions> = {}): Promise<Chunk[]> {
  const all: Chunk[] = [];
  for await (const chunk of chunkText(text, { maxTokens: 6, countTokens, ...options })) all.push(chunk);
  return all;
}

test('paragraphs stay whole, else sentences, else words', async () => {
  const text = 'A b. C d.\n\nE f g.\n\nH i j k l. M n o p q r s t u v w.';
  expect((await chunks(text)).map((chunk) => chunk.text)).toEqual([
    'A b. C d.\n\n',
    'E f g.\n\n',
    'H i j k l. ',
    'M n o p q r ',
    's t u v w.',
  ]);
});

test('whatever the text: every chunk fits, all of it is there in order, and repeats no more than allowed', async () => {
  const text = fc
    .array(
      fc.oneof(
        fc.constantFrom('. ', '\n\n', ' ', '日本語。', '😀', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'),
        fc.string(),
      ),
    )
    .map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(
      text,
      fc.integer({ min: 3, max: 12 }),
      fc.integer({ min: 0, max: 2 }),
      async (source, max, overlap) => {
        const all = await chunks(source, { maxTokens: max, overlapTokens: overlap });
        let covered = 0;
        for (const chunk of all) {
          expect(chunk.text).toBe(source.slice(chunk.start, chunk.end));
          expect(chunk.tokens).toBe(countTokens(chunk.text));
          expect(chunk.tokens).toBeLessThanOrEqual(max);
          expect(chunk.start).toBeLessThanOrEqual(covered);
          expect(countTokens(source.slice(chunk.start, covered))).toBeLessThanOrEqual(overlap);
          expect(chunk.end).toBeGreaterThan(covered);
          covered = chunk.end;
        }
        expect(covered).toBe(source.length);
      },
    ),
  );
});

test('an overlap repeats the end of the chunk before', async () => {
  const all = await chunks('a b c d e f g h', { maxTokens: 4, overlapTokens: 2 });
  expect(all.map((chunk) => chunk.text.trim())).toEqual(['a b c d', 'c d e f', 'e f g h']);
});

test('limits that cannot be are refused, and a signal ends the work', async () => {
  await expect(chunks('a', { maxTokens: 0 })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  await expect(chunks('a', { maxTokens: 2, overlapTokens: 2 })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  await expect(chunks('a', { countTokens: () => 9 })).rejects.toThrow('single character');
  await expect(chunks('a', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
  expect(await chunks('')).toEqual([]);
});
