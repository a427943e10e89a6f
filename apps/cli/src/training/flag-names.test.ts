import { TuneloopError } from '@tuneloop/protocol';
import { expect, test } from 'vitest';
import { finetuneCommand } from '../commands/finetune.ts';
import { loopCommand } from '../commands/loop.ts';
import { checkSettings } from './check-settings.ts';
import { flagOf, flagSettings, nameFlags } from './flag-names.ts';
import { withFlagNames } from './with-flag-names.ts';

test('every setting that is named by a flag has it in both commands', () => {
  for (const command of [finetuneCommand(), loopCommand()]) {
    const known = command.options.map(({ long }) => long);
    expect(known).toEqual(expect.arrayContaining([...Object.values(flagSettings).map(flagOf), '--set']));
  }
});

test('sentences name settings as they are given here', () => {
  expect(nameFlags('Allow so many to be left out with maxProblems.')).toBe(
    'Allow so many to be left out with --max-problems.',
  );
  expect(nameFlags('a smaller batchSize with more gradientAccumulation, or lora.targetModules')).toBe(
    'a smaller --batch-size with more --set gradientAccumulation, or --set lora.targetModules',
  );
  const untouched = 'the epochs of rank 3, --batchSize, settings.maxLength, maxLengths and rows.maxLength.jsonl';
  expect(nameFlags(untouched)).toBe(untouched);
});

test('so do errors, which stay what they are otherwise', async () => {
  const failure = new TuneloopError('OUTPUT_INVALID', 'Lower the learningRate (a tenth).', { details: { step: 3 } });
  await expect(withFlagNames(() => Promise.reject(failure))).rejects.toMatchObject({
    code: 'OUTPUT_INVALID',
    message: 'Lower the --learning-rate (a tenth).',
    details: { step: 3 },
  });
});

test('mistakes in settings are told by their flags, with what is wanted', () => {
  expect(() => checkSettings({ lora: { rank: 'x' as never, dropout: 2 } })).toThrow(
    '--rank: must be a whole number from 1 to 1024, not "x".\n--set lora.dropout: must be a number from 0 to 0.9, not 2.',
  );
  expect(() => checkSettings({ lora: { rang: 3 } as never })).toThrow(
    '--set lora.rang: is no setting of a training. Did you mean "lora.rank"?',
  );
});
