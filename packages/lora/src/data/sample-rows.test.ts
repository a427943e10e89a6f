import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sampleRows } from './sample-rows.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sample-rows-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function sampled(lines: readonly string[], rows: number): Promise<string[]> {
  const [source, output] = [join(folder, 'rows.jsonl'), join(folder, 'sample.jsonl')];
  await writeFile(source, lines.join('\n'));
  const count = await sampleRows({ source, output, method: 'sft', rows });
  const written = (await readFile(output, 'utf8')).trim().split('\n');
  expect(written).toHaveLength(count);
  return written;
}

const line = (index: number): string => JSON.stringify({ instruction: `Count to ${index}`, output: `${index}!` });
const lines = Array.from({ length: 200 }, (_, index) => line(index));

test('some rows are taken from all over the file, the same ones each time', async () => {
  const found = await sampled(lines, 20);
  expect(found).toHaveLength(20);
  const numbers = found.map((text) => Number(/Count to (\d+)/.exec(text)?.[1]));
  expect(new Set(numbers).size).toBe(20);
  expect(Math.max(...numbers)).toBeGreaterThan(150);
  expect(Math.min(...numbers)).toBeLessThan(50);
  expect(await sampled(lines, 20)).toEqual(found);
  expect(JSON.parse(found[0]!)).toMatchObject({
    prompt: [{ role: 'user', content: `Count to ${numbers[0]}` }],
    completion: [{ role: 'assistant', content: `${numbers[0]}!` }],
  });
});

test('all of a short file, without its bad rows', async () => {
  expect(await sampled([line(1), '{', line(2)], 20)).toHaveLength(2);
});

test('a file without a row of use is refused by its first line', async () => {
  await expect(sampled([JSON.stringify({ instruction: 'Add', output: ' ' })], 20)).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringContaining('Line 1: ') as unknown,
  });
});
