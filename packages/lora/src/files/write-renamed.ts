import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A reader sees all of it or what was there before; its folder is made. Errors: those of the file system. */
export async function writeRenamed(
  path: string,
  text: string,
  options: { mode?: number | undefined } = {},
): Promise<void> {
  const draft = `${path}.${randomUUID().slice(0, 8)}.partial`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(draft, text, options);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
