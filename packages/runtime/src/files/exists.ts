import { stat } from 'node:fs/promises';

/** Whether a file or a folder is there. */
export async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
