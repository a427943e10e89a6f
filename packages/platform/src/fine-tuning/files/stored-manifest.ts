import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredFile } from '@tuneloop/openai-server';
import { z } from 'zod';

const purposes = ['assistants', 'batch', 'fine-tune', 'vision', 'user_data', 'evals', 'fine-tune-results'] as const;

/** What `file.json` says beside the content. */
const manifestSchema: z.ZodType<StoredFile> = z.object({
  id: z.string(),
  filename: z.string(),
  purpose: z.enum(purposes),
  bytes: z.number(),
  createdAt: z.string(),
  expiresAt: z.string().optional(),
  owner: z.string().optional(),
  problem: z.string().optional(),
});

export const manifestName = 'file.json';

/** `undefined` where there is none that can be read: a folder that is being removed, or nothing of ours. */
export async function readStoredFile(folder: string): Promise<StoredFile | undefined> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(join(folder, manifestName), 'utf8')));
  } catch {
    return undefined;
  }
}
