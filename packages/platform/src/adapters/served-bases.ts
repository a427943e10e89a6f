import type { ServedBase } from '@tuneloop/lora';
import type { ModelService } from '../models/model-service.ts';

/** The models that are loaded, or being so, from files of this machine. */
export async function servedBases(service: Pick<ModelService, 'pool' | 'list'>): Promise<ServedBase[]> {
  const sources = service.pool.list().flatMap(({ source }) => source ?? []);
  if (sources.length === 0) return [];
  const catalog = await service.list();
  return sources.flatMap(({ id, path }) => {
    if (path === undefined) return [];
    return { id, path, sha256: catalog.find(({ file }) => file?.path === path)?.file?.sha256 };
  });
}
