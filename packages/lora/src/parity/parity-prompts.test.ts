import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readParityPrompts } from './parity-prompts.ts';
import { describePromptDifference } from './prompt-difference.ts';

test('takes different prompts of text from the rows, and passes over the others', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tuneloop-parity-'));
  const ask = (content: string): object => ({ prompt: [{ role: 'user', content }], completion: [] });
  const rows = [
    ask('One?'),
    ask('One?'),
    { prompt: [{ role: 'user', content: 'Tools?' }], tools: [{}] },
    { prompt: [{ role: 'tool', content: '1', tool_call_id: 'a' }] },
    ask('Two?'),
    ask('Three?'),
  ];
  const file = join(folder, 'train.jsonl');
  await writeFile(file, `${rows.map((row) => JSON.stringify(row)).join('\n')}\nno json\n`);
  expect((await readParityPrompts(file, 2)).flat().map(({ content }) => content)).toEqual(['One?', 'Two?']);
  expect(await readParityPrompts(file, 9)).toHaveLength(3);
  await rm(folder, { recursive: true });
});

test('asks ordinary questions where no prompt is text alone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tuneloop-parity-'));
  const file = join(folder, 'train.jsonl');
  const row = { prompt: [{ role: 'user', content: 'Tools?' }], tools: [{}] };
  await writeFile(file, `${JSON.stringify(row)}\n`);
  const prompts = await readParityPrompts(file, 4);
  expect(prompts).toHaveLength(4);
  expect(prompts[0]).toEqual([{ role: 'user', content: expect.stringMatching(/\?$/) }]);
  await rm(folder, { recursive: true });
});

test('says where prompts begin to differ', () => {
  expect(describePromptDifference([[1, 2]], [[1, 2]])).toBeUndefined();
  expect(describePromptDifference([[1], [1, 2]], [[1], [1, 3, 4]])).toBe(
    'prompt 2 differs from token 2 on (2 tokens served, 3 trained)',
  );
});
