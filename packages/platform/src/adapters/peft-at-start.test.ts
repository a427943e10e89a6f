import { join } from 'node:path';
import { writeTestBaseModel, writeTestPeftAdapter } from '@tuneloop/runtime/testing';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { createTestPlatform, eventually, scriptedModel } from '../../test/test-platform.ts';

test('a PEFT folder that is there at the start is converted for the model, and not refused before there is one', async () => {
  await using folder = await temporaryFolder();
  const base = join(folder.path, 'base.gguf');
  await writeTestBaseModel(base);
  await writeTestPeftAdapter({ base, folder: join(folder.path, 'lora', 'trained') });
  await using server = await createTestPlatform({
    env: { LORA_PATHS: join(folder.path, 'lora') },
    resolve: async () => {
      // Finding a model takes its time, reading a folder does not.
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { ...scriptedModel, path: base };
    },
  });
  await server.platform.listen();
  await eventually(() => server.logged().includes('adapter live'));
  expect(server.logged()).not.toContain('adapter refused');
});

test('adapters are looked at also when there will be no model', async () => {
  await using folder = await temporaryFolder();
  const base = join(folder.path, 'base.gguf');
  await writeTestBaseModel(base);
  await writeTestPeftAdapter({ base, folder: join(folder.path, 'lora', 'trained') });
  await using server = await createTestPlatform({
    env: { LORA_PATHS: join(folder.path, 'lora') },
    resolve: () => Promise.reject(new Error('There is none.')),
  });
  await server.platform.listen();
  await eventually(() => server.logged().includes('adapter refused'));
  expect(server.logged()).toContain('no base model yet');
});
