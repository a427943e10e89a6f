import { rename, writeFile } from 'node:fs/promises';

/** A reader sees all of it or what was there before. */
export async function writeRenamed(path: string, text: string): Promise<void> {
  await writeFile(`${path}.partial`, text);
  await rename(`${path}.partial`, path);
}
