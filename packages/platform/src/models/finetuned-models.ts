import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { folderSize, isOnnxFolder, type ModelStore, type ResolvedModel } from '@tuneloop/runtime';

/**
 * The same store, which also lists the models in `folder`, those of one's own, where there is such a folder: GGUF files, and
 * folders for ONNX Runtime.
 */
export function withFinetunedModels(store: ModelStore, folder: string): ModelStore {
  return {
    folder: store.folder,
    resolve: (reference, options) => store.resolve(reference, options),
    find: (reference) => store.find(reference),
    remove: (reference) => store.remove(reference),
    async list() {
      const [finetuned, stored] = await Promise.all([listModelFiles(folder), store.list()]);
      const paths = new Set(finetuned.map(({ path }) => path));
      return [...finetuned, ...stored.filter(({ path }) => !paths.has(path))];
    },
  };
}

async function listModelFiles(folder: string): Promise<ResolvedModel[]> {
  const names = await readdir(folder).catch(() => []);
  const wanted = names.filter((name) => !name.startsWith('.') && !name.endsWith('.partial'));
  const models = await Promise.all(wanted.map((name) => readEntry(folder, name)));
  return models.flatMap((model) => model ?? []);
}

/** Not the later parts of a model in several. */
function isModelFile(name: string): boolean {
  return /\.gguf$/i.test(name) && !/-(?!00001)\d{5}-of-\d{5}\.gguf$/i.test(name);
}

async function readEntry(folder: string, name: string): Promise<ResolvedModel | undefined> {
  const path = join(folder, name);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() && (await isOnnxFolder(path))) {
    return { id: name, reference: path, path, sizeBytes: await folderSize(path) };
  }
  if (!found?.isFile() || !isModelFile(name)) return undefined;
  return { id: name.replace(/\.gguf$/i, ''), reference: path, path, sizeBytes: found.size };
}
