import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openInteractionLog } from '@tuneloop/rlhf';
import { testInteractionRecord } from '@tuneloop/rlhf/testing';
import { expect, onTestFinished, test } from 'vitest';
import { runCommand } from '../../test/run-command.ts';
import { loopCommand } from '../commands/loop.ts';

/** A data folder with answers that were corrected. */
async function folderWith(corrections: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tuneloop-loop-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await using log = openInteractionLog({ folder: join(folder, 'log') });
  for (let index = 0; index < corrections; index += 1) {
    const id = `chatcmpl-${index}`;
    log.append(
      testInteractionRecord(id, {
        model: index === 0 ? 'other' : 'base',
        prompt: { type: 'messages', messages: [{ role: 'user', content: `Question ${index}` }] },
        output: { content: 'wrong' },
      }),
    );
    await log.rate('all', id, { correction: 'right' }, { author: 'ada', source: 'api' });
  }
  return folder;
}

test('--dry-run shows what would be learnt from', async () => {
  const folder = await folderWith(5);
  const { stdout } = await runCommand(loopCommand(), '--dry-run', '--min-ratings', '3', '--data', folder);
  expect(stdout.split('\n').map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
    'Ratings: 5',
    'Rows: 5 for dpo',
    'Left out: none',
    '',
  ]);
  const flags = ['--dry-run', '--json', '--method', 'kto', '--from-model', 'base', '--min-ratings', '1'];
  const { stdout: json } = await runCommand(loopCommand(), ...flags, '--data', folder);
  expect(JSON.parse(json)).toEqual({ method: 'kto', ratings: 4, rows: 8, leftOut: {} });
});

test('too few ratings are a sentence', async () => {
  const folder = await folderWith(5);
  await expect(runCommand(loopCommand(), '--dry-run', '--data', folder)).rejects.toMatchObject({
    code: 'JOB_FAILED',
    message: expect.stringMatching(/^5 of 20 ratings\./) as string,
  });
});

test('--show tells how many are new', async () => {
  const folder = await folderWith(3);
  const { stdout } = await runCommand(loopCommand(), '--show', '--json', '--data', folder);
  expect(JSON.parse(stdout)).toMatchObject({ newRatings: 3 });
  await expect(runCommand(loopCommand(), '--resume', '--data', folder)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test.each([
  [['--every', 'at night'], '"at night" is no schedule'],
  [['--every', '0 3 * * *', '--when-ratings', '5'], 'Give --every or --when-ratings'],
  [['--resume', '--when-ratings', '5'], '--resume goes on with one loop'],
  [['--promote-if', 'fame > 1'], 'fame'],
  [['--name', 'a/b'], 'cannot be the name'],
])('%j is refused', async (flags, message) => {
  const folder = await folderWith(0);
  await expect(runCommand(loopCommand(), ...flags, '--yes', '--data', folder)).rejects.toThrow(message);
});
