import { readFile } from 'node:fs/promises';
import { TuneloopError } from '@tuneloop/protocol';
import type { z } from 'zod';

/**
 * Reads a JSON file of a model's folder.
 *
 * @param kind what the file should be, such as "a tokenizer in Hugging Face's format".
 *
 * Errors: `MODEL_LOAD_FAILED` where it is missing, or not that.
 */
export async function readModelJson<T>(path: string, schema: z.ZodType<T>, kind: string): Promise<T> {
  const contents = await findModelJson(path, schema, kind);
  if (contents !== undefined) return contents;
  throw new TuneloopError(
    'MODEL_LOAD_FAILED',
    `${path} is missing. Copy it from the model that the folder was made of.`,
  );
}

/** As `readModelJson`, and `undefined` where the file is not there. */
export async function findModelJson<T>(path: string, schema: z.ZodType<T>, kind: string): Promise<T | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    if ((cause as { code?: string } | undefined)?.code === 'ENOENT') return undefined;
    throw new TuneloopError('MODEL_LOAD_FAILED', `${path} is damaged, or not ${kind}.`, { cause });
  }
}
