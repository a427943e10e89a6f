import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Of the safetensors in a folder; 0 where it is none, such as an id on the hub. */
export async function weightBytes(folder: string): Promise<number> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.safetensors'));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
