import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { defineJobKind, type JobKind } from '@tuneloop/jobs';
import { TuneloopError } from '@tuneloop/protocol';
import { convertAdapter, readAdapter } from '@tuneloop/runtime';
import { z } from 'zod';
import { findWithin } from '../adapters/find-within.ts';
import { isThere } from '../files/is-there.ts';
import { publicFailure } from './public-failure.ts';

export interface ConvertAdapterKindOptions {
  /** Where PEFT folders may be; the first is where the result is put, and served from. Absolute paths. */
  folders: readonly [string, ...string[]];
  /** The GGUF of a model by any of its names; of the default one without a name. Errors: `MODEL_NOT_FOUND`. */
  findBase: (name: string | undefined) => Promise<string>;
}

const input = z.strictObject({
  /** Absolute, or relative to one of the folders. */
  folder: z.string().min(1).max(4096),
  base: z.string().min(1).max(2000).optional(),
  /** The name that it will be served under. */
  name: z
    .string()
    .regex(
      /^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,99}$/u,
      'must begin with a letter or digit, and hold these, ".", "_" and "-" alone',
    ),
  type: z.enum(['f32', 'f16']).optional(),
});

/**
 * Makes a GGUF of a PEFT folder and puts it into the adapters folder, where it is served under its name.
 *
 * Errors: those of `convertAdapter` without the folders of this machine, `FORBIDDEN`, `INVALID_REQUEST` (the name is
 * taken).
 */
export function convertAdapterKind({ folders, findBase }: ConvertAdapterKindOptions): JobKind {
  return defineJobKind({
    name: 'convert-adapter',
    input,
    resumable: true,
    async run({ folder, base, name, type }, { signal, progress, lastCheckpoint, checkpoint }) {
      try {
        const source = await findWithin(folder, folders, 'folder');
        const output = join(folders[0], `${name}.gguf`);
        if (lastCheckpoint === undefined) {
          await requireFreeName(name, [output, join(folders[0], name)]);
          checkpoint('The name is free.');
        } else {
          // The name was free, so that what has it by now is this job's own, and whole; what is not has another name.
          if (await isThere(output)) return await describe(name, output);
          await removeDrafts(output);
        }
        await convertAdapter({
          source,
          base: await findBase(base),
          output,
          outputType: type,
          name,
          signal,
          onProgress: ({ completed, total }) => progress({ phase: 'convert', completed, total, label: name }),
        });
        return await describe(name, output);
      } catch (error) {
        throw publicFailure(error);
      }
    },
  });
}

/** What an attempt had written that was killed. */
async function removeDrafts(output: string): Promise<void> {
  const folder = dirname(output);
  const drafts = (await readdir(folder)).filter(
    (name) => name.startsWith(`${basename(output)}.`) && name.endsWith('.partial'),
  );
  await Promise.all(drafts.map((name) => rm(join(folder, name), { force: true })));
}

async function describe(name: string, path: string): Promise<object> {
  const { architecture, rank, alpha, sizeBytes } = await readAdapter(path);
  return { name, architecture, rank, alpha, sizeBytes };
}

async function requireFreeName(name: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    if (!(await isThere(path))) continue;
    const message = `There is an adapter "${name}" already. Choose another name, or remove that one.`;
    throw new TuneloopError('INVALID_REQUEST', message, { details: { param: 'name' } });
  }
}
