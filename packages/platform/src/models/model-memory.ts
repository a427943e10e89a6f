import type { LoadedModel } from '@tuneloop/protocol';
import {
  estimateMemory,
  planPlacement,
  ramId,
  type DeviceBytes,
  type KvCacheType,
  type MemoryDevice,
  type ModelMetadata,
  type Placement,
} from '@tuneloop/runtime';
import type { ModelSettings } from './model-settings.ts';

/** Where a model goes, and the context that it was reckoned with. */
export interface ModelPlan extends Placement {
  contextSize: number;
  slots: number;
  kvCacheType: KvCacheType | undefined;
  metadata: ModelMetadata;
}

/** As the engine chooses them. */
const slotsOnCpu = 4;
const slotsOnGpu = 16;
const smallestContext = 512;
/** The rest of what is free is left to other models. */
const shareForContext = 0.5;

/**
 * The memory that a model needs on `devices`. Where the settings name no context size, the context is halved until it
 * takes at most half of what the weights leave.
 *
 * Errors: `INVALID_REQUEST` (there is no such GPU).
 */
export function planModel(
  metadata: ModelMetadata,
  settings: ModelSettings,
  devices: readonly MemoryDevice[],
): ModelPlan {
  const onGpu = settings.gpuLayers !== 0 && devices.some(({ kind }) => kind === 'gpu');
  const slots = settings.slots ?? (onGpu ? slotsOnGpu : slotsOnCpu);
  const kvCacheType = settings.kvCacheType?.key ?? settings.kvCacheType?.value;
  const place = (contextSize: number): ModelPlan => {
    const estimate = estimateMemory(metadata, {
      contextSize,
      slots,
      flashAttention: settings.flashAttention !== 'off',
    });
    const placement = planPlacement({ layers: metadata.layers, ...estimate }, devices, settings);
    return { ...placement, contextSize, slots, kvCacheType, metadata };
  };
  if (settings.contextSize !== undefined) return place(settings.contextSize);
  const free = devices.reduce((sum, { freeBytes }) => sum + freeBytes, 0);
  for (let contextSize = metadata.contextLength; ; contextSize = Math.floor(contextSize / 2)) {
    const { kvCacheBytes, weightsBytes } = estimateMemory(metadata, { contextSize, slots, kvCacheType });
    const fits = kvCacheBytes <= (free - weightsBytes) * shareForContext;
    if (fits || contextSize <= smallestContext) return place(contextSize);
  }
}

/** What a loaded model takes, with the context and the slots that the engine chose. */
export function measureModel({ info }: LoadedModel, plan: ModelPlan): DeviceBytes {
  const planned = estimateMemory(plan.metadata, plan).totalBytes;
  const actual = estimateMemory(plan.metadata, { ...info, kvCacheType: plan.kvCacheType }).totalBytes;
  const [largest = ramId] = Object.entries(plan.bytes)
    .toSorted(([, a], [, b]) => b - a)
    .map(([device]) => device);
  const bytes = (plan.bytes[largest] ?? 0) + actual - planned;
  return { ...plan.bytes, [largest]: Math.max(0, bytes) };
}
