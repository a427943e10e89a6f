import type { LoadedModel } from '@tuneloop/protocol';
import {
  estimateMemory,
  planPlacement,
  ramId,
  type DeviceBytes,
  type MemoryDevice,
  type MemoryPlan,
  type ModelMetadata,
  type Placement,
} from '@tuneloop/runtime';
import type { ModelSettings } from './model-settings.ts';

/** What a model needs: as reckoned from its header, or, while that is being read, as large as its file. */
export interface ModelPlan extends MemoryPlan {
  reckoned?: ReckonedModel | undefined;
}

/** The context and the slots that a model's memory was reckoned with. */
export interface ReckonedModel {
  contextSize: number;
  slots: number;
  placement: Placement;
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
): ModelPlan & { reckoned: ReckonedModel } {
  const onGpu = settings.gpuLayers !== 0 && devices.some(({ kind }) => kind === 'gpu');
  const slots = settings.slots ?? (onGpu ? slotsOnGpu : slotsOnCpu);
  const kvCacheType = settings.kvCacheType?.key ?? settings.kvCacheType?.value;
  const place = (contextSize: number): ReturnType<typeof planModel> => {
    const estimate = estimateMemory(metadata, {
      contextSize,
      slots,
      flashAttention: settings.flashAttention !== 'off',
    });
    const placement = planPlacement({ layers: metadata.layers, ...estimate }, devices, settings);
    return { bytes: placement.bytes, reckoned: { contextSize, slots, placement, metadata } };
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
export function measureModel(
  { info }: LoadedModel,
  { bytes, reckoned }: ModelPlan,
  { metadata = reckoned?.metadata, settings }: { metadata: ModelMetadata | undefined; settings: ModelSettings },
): DeviceBytes {
  if (metadata === undefined) return bytes;
  const { contextSize, slots } = info;
  const actual = planModel(metadata, { ...settings, contextSize, slots }, []).bytes[ramId] ?? 0;
  const planned = Object.values(bytes).reduce((sum, part) => sum + part, 0);
  const [largest = ramId] = Object.entries(bytes)
    .toSorted(([, a], [, b]) => b - a)
    .map(([device]) => device);
  return { ...bytes, [largest]: Math.max(0, (bytes[largest] ?? 0) + actual - planned) };
}
