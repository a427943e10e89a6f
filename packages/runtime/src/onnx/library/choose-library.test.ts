import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { chooseLibrary } from './choose-library.ts';
import { resolveGenaiLibrary, type ResolveLibraryOptions } from './resolve-library.ts';

const content = Buffer.from('a library');
const build = { fileName: 'lib.so', sha256: createHash('sha256').update(content).digest('hex') };

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'tuneloop-choose-'))));
afterEach(() => rm(folder, { recursive: true }));

const fetch: ResolveLibraryOptions['fetch'] = async (_reference, { destination }) => {
  await mkdir(dirname(destination), { recursive: true });
  await writeFile(destination, content);
  return { sizeBytes: content.length, sha256: build.sha256 };
};
const unreachable: ResolveLibraryOptions['fetch'] = () =>
  Promise.reject(new TuneloopError('UPSTREAM_FAILED', 'The network is not there.'));

it('takes ONNX Runtime GenAI where it can be had', async () => {
  const path = await resolveGenaiLibrary({ folder, build, fetch });
  expect(await chooseLibrary({ folder, build, fetch })).toEqual({
    path,
    choice: { name: 'library', value: 'ONNX Runtime GenAI', reason: 'the default' },
  });
});

it.each<[string, Partial<Parameters<typeof chooseLibrary>[0]>, string]>([
  ['nothing may be fetched', { offline: true }, 'nothing may be fetched'],
  ['nothing can be fetched', { fetch: unreachable }, 'The network is not there.'],
  [
    'koffi is not there',
    {
      resolve: () => {
        throw new Error('Cannot find module');
      },
    },
    'npm install koffi',
  ],
])('does without it when %s, and says why', async (_when, options, reason) => {
  const { path, choice } = await chooseLibrary({ folder, build, fetch, ...options });
  expect(path).toBeUndefined();
  expect(choice.value).toContain('onnxruntime-node alone');
  expect(choice.reason).toContain(reason);
});

it('does not do without what was asked for, or is damaged, or cannot be kept', async () => {
  const path = join(folder, 'own.so');
  await expect(chooseLibrary({ folder, path, build, fetch })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  const kept = await resolveGenaiLibrary({ folder, build, fetch });
  await writeFile(kept, 'something else');
  await expect(chooseLibrary({ folder, build, fetch, offline: true })).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringContaining('damaged') as string,
  });
  const full = (): Promise<never> => Promise.reject(new TuneloopError('RESOURCE_EXHAUSTED', 'The disk is full.'));
  await expect(chooseLibrary({ folder, build, fetch: full })).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED' });
});
