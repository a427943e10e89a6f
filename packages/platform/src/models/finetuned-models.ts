import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelStore, ResolvedModel } from '@tuneloop/runtime';

/** The same store, which also lists the models in `folder`, those of one's own, where there is such a folder. */
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
  const models = await Promise.all(names.filter(isModelFile).map((name) => readEntry(folder, name)));
  return models.flatMap((model) => model ?? []);
}

/** Not those that a program is still writing, nor the later parts of a model in several. */
function isModelFile(name: string): boolean {
  return /\.gguf$/i.test(name) && !name.startsWith('.') && !/-(?!00001)\d{5}-of-\d{5}\.gguf$/i.test(name);
}

async function readEntry(folder: string, name: string): Promise<ResolvedModel | undefined> {
  const path = join(folder, name);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  return { id: name.replace(/\.gguf$/i, ''), reference: path, path, sizeBytes: found.size };
}
