import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { genaiConfigFile } from '../../onnx/folder/genai-config.ts';

/** Whether this is a folder that ONNX Runtime GenAI loads, by what is in it. */
export async function isGenaiFolder(path: string): Promise<boolean> {
  const found = await stat(join(path, genaiConfigFile)).catch(() => undefined);
  return found?.isFile() === true;
}

/** Bytes of everything in a folder, without the folders in it. */
export async function folderSize(path: string): Promise<number> {
  const names = await readdir(path);
  const found = await Promise.all(names.map((name) => stat(join(path, name)).catch(() => undefined)));
  return found.reduce((sum, file) => sum + (file?.isFile() === true ? file.size : 0), 0);
}
