import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { placeModel } from './place-model.ts';

test('a model is put whole under its name, and put there again', async () => {
  await using temporary = await temporaryFolder();
  const file = join(temporary.path, 'model.gguf');
  const folder = join(temporary.path, 'models');
  await writeFile(file, 'weights');
  await mkdir(folder);
  // What a killed process left.
  await writeFile(join(folder, '.mine.partial'), 'half');
  for (let time = 0; time < 2; time += 1) await placeModel(file, { folder, name: 'mine' });
  expect(await readdir(folder)).toEqual(['mine.gguf']);
  expect(await readFile(join(folder, 'mine.gguf'), 'utf8')).toBe('weights');
});
