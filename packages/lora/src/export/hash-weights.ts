import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile } from '@tuneloop/runtime';

/** SHA-256 of each of the safetensors in a folder, by name: what a converted model was made of. */
export async function hashWeights(folder: string, signal?: AbortSignal): Promise<Record<string, string>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.safetensors')).toSorted();
  const hashes: Record<string, string> = {};
  for (const name of names) hashes[name] = await hashFile(join(folder, name), { signal });
  return hashes;
}
