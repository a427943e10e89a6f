import type { ServedBase } from '@tuneloop/lora';
import { isOnnxFolder } from '@tuneloop/runtime';
import type { ModelService } from '../models/model-service.ts';

/** The models that are loaded, or being so, from GGUF files of this machine: what adapters of the registry are for. */
export async function servedBases(service: Pick<ModelService, 'pool' | 'list'>): Promise<ServedBase[]> {
  const sources = service.pool.list().flatMap(({ source }) => source ?? []);
  if (sources.length === 0) return [];
  const catalog = await service.list();
  const bases = sources.map(async ({ id, path }) => {
    if (path === undefined || (await isOnnxFolder(path))) return [];
    return [{ id, path, sha256: catalog.find(({ file }) => file?.path === path)?.file?.sha256 }];
  });
  return (await Promise.all(bases)).flat();
}
