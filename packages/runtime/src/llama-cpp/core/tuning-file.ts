import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

/** Decode speed in tokens per second at a depth where attention weighs. */
export interface FlashAttentionSpeed {
  on: number;
  off: number;
}

/** By model and machine. */
export type Tuning = Record<string, FlashAttentionSpeed>;

const tuningSchema: z.ZodType<Tuning> = z.record(z.string(), z.object({ on: z.number(), off: z.number() }));

/** Empty when the file is missing or damaged: it is only a memory of measurements, and they can be made again. */
export async function readTuning(file: string | undefined): Promise<Tuning> {
  if (file === undefined) return {};
  try {
    return tuningSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return {};
  }
}

export async function writeTuning(file: string, tuning: Tuning): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(temporary, `${JSON.stringify(tuning, null, 2)}\n`);
  await rename(temporary, file);
}
