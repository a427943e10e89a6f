import { existsSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { readAdapter } from '@tuneloop/runtime';
import { writeTestBaseModel, writeTestPeftAdapter } from '@tuneloop/runtime/testing';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { convertAdapterKind } from './convert-adapter-kind.ts';

interface Rig extends AsyncDisposable {
  folder: string;
  /** @param lastCheckpoint of an attempt that was killed */
  convert(input: object, lastCheckpoint?: unknown): Promise<unknown>;
  checkpoints: unknown[];
  progress: unknown[];
}

/** `own` is the adapters folder, with the PEFT folder `trained`; `elsewhere` is not. */
async function createRig(): Promise<Rig> {
  const temporary = await temporaryFolder();
  const folder = temporary.path;
  const base = join(folder, 'base.gguf');
  await writeTestBaseModel(base);
  for (const parent of ['own', 'elsewhere']) {
    await mkdir(join(folder, parent));
    await writeTestPeftAdapter({ base, folder: join(folder, parent, 'trained') });
  }
  const progress: unknown[] = [];
  const checkpoints: unknown[] = [];
  const kind = convertAdapterKind({
    folders: [join(folder, 'own')],
    findBase: async (name) => {
      if (name === undefined || name === 'base') return base;
      throw new TuneloopError('MODEL_NOT_FOUND', `There is no model "${name}".`);
    },
  });
  return {
    folder,
    progress,
    checkpoints,
    convert: async (input, lastCheckpoint) =>
      kind.run(kind.input.parse(input), {
        jobId: 'job_1',
        attempt: lastCheckpoint === undefined ? 1 : 2,
        signal: new AbortController().signal,
        lastCheckpoint,
        results: {},
        progress: (event) => progress.push(event),
        log: () => undefined,
        metrics: () => undefined,
        checkpoint: (state) => checkpoints.push(state),
      }),
    [Symbol.asyncDispose]: () => temporary[Symbol.asyncDispose](),
  };
}

test('a PEFT folder of the adapters folder becomes a GGUF beside it', async () => {
  await using rig = await createRig();
  const result = await rig.convert({ folder: 'trained', base: 'base', name: 'pirate', type: 'f16' });
  const written = await readAdapter(join(rig.folder, 'own', 'pirate.gguf'));
  expect(result).toMatchObject({ name: 'pirate', architecture: 'llama', rank: written.rank });
  expect(written.name).toBe('pirate');
  expect(rig.progress.at(-1)).toMatchObject({ phase: 'convert', label: 'pirate' });
  await expect(rig.convert({ folder: 'trained', name: 'pirate' })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});

test('a job that was killed begins anew, or ends at once when only that was missing', async () => {
  await using rig = await createRig();
  const input = { folder: 'trained', base: 'base', name: 'pirate' };
  const draft = join(rig.folder, 'own', 'pirate.gguf.1.partial');
  await writeFile(draft, 'half');
  const before = await rig.convert({ ...input, name: 'other' });
  const [checkpoint] = rig.checkpoints;
  expect(await rig.convert(input, checkpoint)).toMatchObject({ name: 'pirate' });
  expect(existsSync(draft)).toBe(false);
  rig.progress.splice(0);
  expect(await rig.convert({ ...input, name: 'other' }, checkpoint)).toEqual(before);
  expect(rig.progress).toEqual([]);
  // Nothing was free yet when this one was stopped.
  await expect(rig.convert(input)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});

test.each([
  ['a folder elsewhere', 'FORBIDDEN', { folder: '../elsewhere/trained', name: 'a' }],
  ['a link out of the folder', 'FORBIDDEN', { folder: 'link', name: 'a' }],
  ['what is not there', 'NOT_FOUND', { folder: 'nothing', name: 'a' }],
  ['a name that a folder has', 'INVALID_REQUEST', { folder: 'trained', name: 'trained' }],
  ['another base', 'MODEL_NOT_FOUND', { folder: 'trained', base: 'other', name: 'a' }],
  ['no adapter', 'ADAPTER_INVALID', { folder: 'empty', name: 'a' }],
])('%s is refused, without the folders of this machine', async (_what, code, input) => {
  await using rig = await createRig();
  await symlink(join(rig.folder, 'elsewhere', 'trained'), join(rig.folder, 'own', 'link'));
  await mkdir(join(rig.folder, 'own', 'empty'));
  await writeFile(join(rig.folder, 'own', 'empty', 'adapter_config.json'), '{}');
  const error: unknown = await rig.convert(input).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code });
  expect(TuneloopError.from(error).message).not.toContain(rig.folder);
});

test.each(['../a', 'a/b', '.a', '', 'a b', 'a:b', 'a@1', '-a'])('the name %j is refused', async (name) => {
  await using rig = await createRig();
  await expect(rig.convert({ folder: 'trained', name })).rejects.toThrow('must begin with a letter');
});
