import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { hashFile, readModelMetadata, withFileLock } from '@tuneloop/runtime';
import { z } from 'zod';
import type { TrainingBase } from '../../driver/training-driver.ts';
import { exists } from '../../files/exists.ts';
import { requireDisk } from '../../files/require-disk.ts';
import type { PythonCommand, PythonEvent } from '../process/python-events.ts';
import { runPython } from '../run-python.ts';

export interface BaseFolderOptions extends Pick<
  PythonCommand,
  'python' | 'signal' | 'environment' | 'threads' | 'onLog' | 'program'
> {
  /** Those of GGUFs are in `bases` below it. */
  cacheFolder: string;
  /** Whether the hub may be asked. */
  offline: boolean;
  onEvent?: ((event: PythonEvent) => void) | undefined;
}

const result = z.object({ type: z.literal('base'), folder: z.string() });

/**
 * The folder (`config.json`, safetensors, tokenizer) of what is trained on: made of a GGUF once, with the GGUF's own
 * tokenizer and chat template; downloaded from the hub once.
 *
 * Errors: `MODEL_NOT_FOUND`, `MODEL_LOAD_FAILED`, `UPSTREAM_FAILED` (the hub cannot be reached), `RESOURCE_EXHAUSTED`,
 * `ABORTED`.
 */
export async function baseFolder(base: TrainingBase, options: BaseFolderOptions): Promise<string> {
  switch (base.type) {
    case 'folder':
      if (await exists(join(base.path, 'config.json'))) return base.path;
      throw new TuneloopError(
        'MODEL_NOT_FOUND',
        `${base.path} is no model's folder: it has no config.json. Give the folder that a model's download made, or a .gguf file.`,
      );
    case 'gguf':
      return await dequantised(base, options);
    case 'hub':
      return await downloaded(base, options);
  }
}

/** Where the folder of a GGUF is made. `sha256`: of the file. */
function dequantisedFolder(cacheFolder: string, sha256: string): string {
  return join(cacheFolder, 'bases', sha256);
}

async function dequantised(
  { path, sha256: known }: Extract<TrainingBase, { type: 'gguf' }>,
  options: BaseFolderOptions,
): Promise<string> {
  const { cacheFolder, signal } = options;
  if (!(await exists(path))) {
    throw new TuneloopError('MODEL_NOT_FOUND', `${path} is not there. Give the .gguf file that is to be trained on.`);
  }
  const sha256 = known ?? (await hashFile(path, { signal }));
  const folder = dequantisedFolder(cacheFolder, sha256);
  if (await exists(join(folder, 'complete'))) return folder;
  await mkdir(join(cacheFolder, 'bases'), { recursive: true });
  return await withFileLock(
    `${folder}.lock`,
    async () => {
      if (await exists(join(folder, 'complete'))) return folder;
      const { parameters } = await readModelMetadata(path);
      // At most four bytes each; two where the file is quantised.
      await requireDisk(join(cacheFolder, 'bases'), 2 * parameters, {
        what: `The base ${path}, as it is trained on,`,
        advice: 'or choose another folder with TUNELOOP_CACHE',
      });
      const config = { gguf: path, folder, sha256 };
      return (await runPython({ ...options, command: 'prepare_base', config, result })).folder;
    },
    { signal },
  );
}

async function downloaded(
  { id, revision }: Extract<TrainingBase, { type: 'hub' }>,
  options: BaseFolderOptions,
): Promise<string> {
  const config = { hub: id, revision: revision ?? null };
  const made = await runPython({ ...options, command: 'prepare_base', config, result, network: !options.offline });
  return made.folder;
}
