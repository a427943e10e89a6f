import { join } from 'node:path';
import { writeTestGenaiFolder } from '@tuneloop/runtime/testing';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { createTraining, type TrainingOptions } from '../training/create-training.ts';

test('an ONNX model is not trained on, and the way round is told', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'model-onnx');
  await writeTestGenaiFolder({ folder: path });
  const found = (file: string) => async () => ({ publicId: 'tiny', file: { id: 'tiny', reference: file, path: file } });
  const base = (file: string): Promise<unknown> => {
    const config = { folders: { data: folder.path }, runtime: { backend: 'onnx' }, training: { parallel: true } };
    return createTraining({ config, service: { findOnDisk: found(file) } } as unknown as TrainingOptions).findBase(
      'tiny',
    );
  };
  await expect(base(path)).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringContaining('--to onnx'),
  });
  expect(await base(join(folder.path, 'model.gguf'))).toMatchObject({ id: 'tiny' });
});
