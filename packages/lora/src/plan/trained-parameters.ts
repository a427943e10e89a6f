import { join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { readSafetensors } from '@tuneloop/runtime';
import type { TrainingConfig } from '../config/training-config.ts';
import type { LinearLayer, ModelShape } from './model-shape.ts';

/**
 * How many numbers change. Of an adapter: `rank * (inputs + outputs)` for each layer, and one for each output with DoRA.
 *
 * Errors: `INVALID_REQUEST` when the base has no layer of the names in `targetModules`.
 */
export function trainedParameters(shape: ModelShape, { tuning, lora }: TrainingConfig): number {
  if (tuning === 'full') return shape.parameters;
  const magnitudes = lora.variant === 'dora' ? 1 : 0;
  return adaptedLayers(shape, lora).reduce(
    (sum, { inputs, outputs, count }) => sum + count * (lora.rank * (inputs + outputs) + magnitudes * outputs),
    0,
  );
}

/**
 * The same of an adapter that is gone on from, whose rank and targets are its own.
 *
 * Errors: `ADAPTER_INVALID`.
 */
export async function parametersOfAdapter(folder: string): Promise<number> {
  const table = await readSafetensors(join(folder, 'adapter_model.safetensors')).catch((cause: unknown) => {
    throw new TuneloopError('ADAPTER_INVALID', `${folder} is no PEFT adapter: it has no adapter_model.safetensors.`, {
      cause,
    });
  });
  if ('fault' in table) {
    throw new TuneloopError('ADAPTER_INVALID', `The adapter in ${folder} is not whole: ${table.fault.message}.`);
  }
  return table.rows.reduce((sum, row) => sum + row.shape.reduce((product, length) => product * length, 1), 0);
}

function adaptedLayers(shape: ModelShape, { targetModules, experts }: TrainingConfig['lora']): LinearLayer[] {
  const candidates = shape.linears.filter(({ isExpert }) => experts || !isExpert);
  if (targetModules === 'all-linear') return candidates;
  const found = candidates.filter(({ name }) =>
    targetModules.some((target) => name === target || name.endsWith(`.${target}`)),
  );
  if (found.length > 0) return found;
  const known = [...new Set(candidates.map(({ name }) => name.split('.').at(-1)))].join(', ');
  throw new TuneloopError(
    'INVALID_REQUEST',
    `The base has no layers called ${targetModules.join(', ')}. It has: ${known}; or take "all-linear" for all of them.`,
    { details: { targetModules } },
  );
}
