import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { loadConfig } from '../config/load-config.ts';
import { checkLoopConfig, type LoopConfig } from './loop-config.ts';

const loop: LoopConfig = { enabled: true, minRatings: 20, method: 'dpo', name: 'loop' };

test('settings of the training are those of the method that is configured', () => {
  expect(() => checkLoopConfig({ ...loop, training: { beta: 0.2 } })).not.toThrow();
  expect(() => checkLoopConfig({ ...loop, method: 'sft', training: { beta: 0.2 } })).toThrow(
    'loop.training.beta: sft and reward have no beta.',
  );
});

test('a source may say a part of them; what is wrong by itself is named, with what is wanted', async () => {
  await using folder = await temporaryFolder();
  const load = async (training: object): Promise<unknown> => {
    await writeFile(join(folder.path, 'tuneloop.config.json'), JSON.stringify({ loop: { training } }));
    return loadConfig({ cwd: folder.path, env: {} });
  };
  await expect(load({ beta: 0.2 })).resolves.toMatchObject({ config: { loop: { training: { beta: 0.2 } } } });
  await expect(load({ epochs: 0 })).rejects.toThrow(
    /loop\.training\.epochs: must be a number above 0 up to 1000, not 0\.$/,
  );
  await expect(load({ rank: 8 })).rejects.toThrow(/loop\.training\.rank: is no setting .*Did you mean "lora\.rank"\?$/);
});
