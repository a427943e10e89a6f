import { ramId } from '@tuneloop/runtime';
import type { Config } from '../config/schema.ts';
import type { ModelService } from '../models/model-service.ts';

/** Where the default model's weights are: `cpu`, a GPU's id, several joined by `+`, or `remote`. */
export function deviceOf({ runtime }: Config, { pool }: Pick<ModelService, 'pool'>): string {
  if (runtime.backend === 'remote') return 'remote';
  const held = Object.entries(pool.get(pool.defaultId ?? '')?.reservedBytes ?? {});
  const gpus = held.flatMap(([device, bytes]) => (device !== ramId && bytes > 0 ? [device] : []));
  return gpus.length > 0 ? gpus.join('+') : 'cpu';
}
