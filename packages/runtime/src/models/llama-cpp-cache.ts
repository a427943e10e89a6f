import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { HuggingFaceReference } from './model-reference.ts';
import { modelIdFromFile } from './model-id.ts';
import { chooseQuantization } from './quantization-choice.ts';
import { filePartPaths, parseFilePart } from './split-files.ts';

/** A model that llama.cpp's tools have downloaded into the folder. */
export interface CachedModel {
  id: string;
  path: string;
  sizeBytes: number;
}

/**
 * The GGUF files right in the folder, where llama.cpp's `-hf` puts them as `{organisation}_{repository}_{file}` when
 * `LLAMA_CACHE` is set (its `common/download.cpp`; the `/` of the repository and of the file's path become `_`).
 */
export async function listLlamaCppCache(folder: string): Promise<CachedModel[]> {
  const names = await ggufNames(folder);
  const firstParts = names.filter((name) => (parseFilePart(name)?.index ?? 1) === 1 && !name.includes('mmproj'));
  const models = await Promise.all(firstParts.map((name) => cachedModel(folder, name)));
  return models.filter((model) => model !== undefined);
}

/** The file for a Hugging Face reference among them. */
export async function findInLlamaCppCache(
  folder: string,
  reference: HuggingFaceReference,
): Promise<CachedModel | undefined> {
  // Those names tell no revision.
  if (reference.revision !== undefined) return undefined;
  const prefix = `${reference.repository.replace('/', '_')}_`;
  const names = (await ggufNames(folder)).filter((name) => name.startsWith(prefix));
  if (names.length === 0) return undefined;
  if (reference.file !== undefined) {
    const name = prefix + reference.file.replaceAll('/', '_');
    return names.includes(name) ? await cachedModel(folder, name) : undefined;
  }
  try {
    return await cachedModel(folder, chooseQuantization(names, reference.quantization, folder));
  } catch {
    return undefined;
  }
}

async function ggufNames(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.gguf'));
}

async function cachedModel(folder: string, name: string): Promise<CachedModel | undefined> {
  const path = join(folder, name);
  const parts = await Promise.all(filePartPaths(path).map((part) => stat(part).catch(() => undefined)));
  let sizeBytes = 0;
  for (const part of parts) {
    if (part === undefined) return undefined;
    sizeBytes += part.size;
  }
  return { id: modelIdFromFile(name), path, sizeBytes };
}
