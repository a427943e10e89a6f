import { copyFile, link, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Puts a model among the fine-tuned ones, whole or not at all; doing it again changes nothing. */
export async function placeModel(file: string, { folder, name }: { folder: string; name: string }): Promise<void> {
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `.${name}.partial`);
  await rm(draft, { force: true });
  try {
    // On another disk it cannot be linked.
    await link(file, draft).catch(() => copyFile(file, draft));
    await rename(draft, join(folder, `${name}.gguf`));
  } finally {
    await rm(draft, { force: true });
  }
}
