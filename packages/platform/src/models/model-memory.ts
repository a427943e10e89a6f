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
  /** Set aside for the contexts of its adapters, in bytes; they are in `bytes` too. */
  adapterBytes?: number | undefined;
}

/** The context and the slots that a model's memory was reckoned with. */
export interface ReckonedModel {
  contextSize: number;
  slots: number;
  placement: Placement;
  metadata: ModelMetadata;
}

/** What the files of a model say of themselves. */
export interface ModelHeaders {
  metadata: ModelMetadata;
  /** Of the model that guesses for it (`speculative`). */
  draft?: ModelMetadata | undefined;
}

/** As the engine chooses them. */
const slotsOnCpu = 4;
const slotsOnGpu = 16;
const smallestContext = 512;
/** The rest of what is free is left to other models. */
const shareForContext = 0.5;

/**
 * The memory that a model needs on `devices`, with that of its draft model. Where the settings name no context size, the
 * context is halved until it takes at most half of what the weights leave.
 *
 * Errors: `INVALID_REQUEST` (there is no such GPU).
 */
export function planModel(
  { metadata, draft }: ModelHeaders,
  settings: ModelSettings,
  devices: readonly MemoryDevice[],
): ModelPlan & { reckoned: ReckonedModel } {
  if (metadata.format === 'onnx') return planOnnxModel(metadata, settings, devices);
  return planContext({ metadata, draft }, settings, devices);
}

/** ONNX Runtime puts a whole model where it computes, with four slots everywhere. */
function planOnnxModel(
  metadata: ModelMetadata,
  settings: ModelSettings,
  devices: readonly MemoryDevice[],
): ModelPlan & { reckoned: ReckonedModel } {
  const { executionProvider: provider = 'cpu', slots = slotsOnCpu } = settings;
  const used = provider === 'cpu' ? devices.filter(({ kind }) => kind !== 'gpu') : devices;
  const gpuLayers = provider === 'cpu' ? 0 : undefined;
  return planContext({ metadata }, { ...settings, slots, gpuLayers }, used);
}

function planContext(
  { metadata, draft }: ModelHeaders,
  settings: ModelSettings,
  devices: readonly MemoryDevice[],
): ModelPlan & { reckoned: ReckonedModel } {
  const onGpu = settings.gpuLayers !== 0 && devices.some(({ kind }) => kind === 'gpu');
  const slots = settings.slots ?? (onGpu ? slotsOnGpu : slotsOnCpu);
  const { kvCacheType } = settings;
  const flashAttention = settings.flashAttention !== 'off';
  const draftBytes = (contextSize: number): number =>
    draft === undefined
      ? 0
      : estimateMemory(draft, { contextSize: Math.min(contextSize, draft.contextLength), slots }).totalBytes;
  const place = (contextSize: number): ReturnType<typeof planModel> => {
    const estimate = estimateMemory(metadata, { contextSize, slots, kvCacheType, flashAttention });
    const placement = planPlacement({ layers: metadata.layers, ...estimate }, devices, settings);
    // Whole where most of the model is: its own layers are few.
    const bytes = addTo(placement.bytes, largestPart(placement.bytes), draftBytes(contextSize));
    return { bytes, reckoned: { contextSize, slots, placement, metadata } };
  };
  if (settings.contextSize !== undefined) return place(settings.contextSize);
  const free = devices.reduce((sum, { freeBytes }) => sum + freeBytes, 0);
  for (let contextSize = metadata.contextLength; ; contextSize = Math.floor(contextSize / 2)) {
    const { kvCacheBytes, weightsBytes } = estimateMemory(metadata, { contextSize, slots, kvCacheType });
    const fits = kvCacheBytes <= (free - weightsBytes - draftBytes(contextSize)) * shareForContext;
    if (fits || contextSize <= smallestContext) return place(contextSize);
  }
}

/** What a loaded model takes, with the context and the slots that the engine chose. */
export function measureModel(
  { info }: LoadedModel,
  { bytes, adapterBytes = 0 }: ModelPlan,
  { headers, settings }: { headers: ModelHeaders | undefined; settings: ModelSettings },
): DeviceBytes {
  if (headers === undefined) return bytes;
  const { contextSize, slots } = info;
  const actual = planModel(headers, { ...settings, contextSize, slots }, []).bytes[ramId] ?? 0;
  const planned = Object.values(bytes).reduce((sum, part) => sum + part, 0);
  return addTo(bytes, largestPart(bytes), actual + adapterBytes - planned);
}

/** The device that holds most. */
export function largestPart(bytes: DeviceBytes): string {
  const [[largest] = [ramId]] = Object.entries(bytes).toSorted(([, a], [, b]) => b - a);
  return largest;
}

export function addTo(bytes: DeviceBytes, device: string, more: number): DeviceBytes {
  return { ...bytes, [device]: Math.max(0, (bytes[device] ?? 0) + more) };
}
