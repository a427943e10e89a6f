import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { assertKnownRelease, findLlamaLibrary, knownRelease } from './llama-library.ts';

test('the library that is installed here is of the release that is known', async () => {
  expect(await findLlamaLibrary()).toMatch(/llama.*\.(?:so|dylib|dll)$/);
});

test('another release is refused, with what to install', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tuneloop-library-'));
  const record = (release?: string): Promise<void> =>
    writeFile(join(folder, '_nlcBuildMetadata.json'), JSON.stringify({ buildOptions: { llamaCpp: { release } } }));
  await record(knownRelease);
  await assertKnownRelease(folder);
  await record('v0.6.0');
  await expect(assertKnownRelease(folder)).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringMatching(/llama\.cpp v0\.6\.0.*npm install node-llama-cpp@/),
  });
  await record();
  await expect(assertKnownRelease(folder)).rejects.toMatchObject({
    message: expect.stringContaining('unknown release'),
  });
  await rm(folder, { recursive: true });
});
