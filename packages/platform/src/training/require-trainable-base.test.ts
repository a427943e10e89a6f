import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requireTrainableBase } from './require-trainable-base.ts';

test('a folder of ONNX Runtime is refused with what to do, a file is not', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trainable-base-'));
  try {
    await expect(requireTrainableBase({ id: 'small', path: folder })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining(`--to onnx --base ${folder}`) as unknown,
      details: { param: 'model' },
    });
    const path = join(folder, 'model.gguf');
    await writeFile(path, '');
    await expect(requireTrainableBase({ id: 'small', path })).resolves.toBeUndefined();
  } finally {
    await rm(folder, { recursive: true });
  }
});
