import type { MemoryOverview, ModelInspection, RecommendedModel } from './model-files.ts';

export interface InspectionWire {
  object: 'model.inspection';
  id: string;
  reference: string;
  format: 'gguf' | 'onnx';
  filename: string;
  size_bytes: number;
  sha256: string | null;
  name: string | null;
  license: string | null;
  base_models: string[];
  architecture: string;
  parameters: number;
  quantization: string;
  context_length: number;
  layers: number;
  embedding_length: number;
  vocabulary_size: number;
  abilities: string[];
  chat_template: string | null;
  slots: number;
  memory: {
    context_size: number;
    weights_bytes: number;
    kv_cache_bytes: number;
    compute_bytes: number;
    total_bytes: number;
  }[];
  removable: boolean;
}

export interface MemoryOverviewWire {
  object: 'memory';
  devices: { id: string; kind: 'ram' | 'unified' | 'gpu'; name: string; total_bytes: number; free_bytes: number }[];
  holders: { name: string; bytes: Record<string, number> }[];
}

export interface RecommendedListWire {
  object: 'list';
  data: {
    id: string;
    name: string;
    reference: string;
    license: string;
    size_bytes: number;
    required_bytes: number;
    fits: boolean;
    proposed: boolean;
    on_disk: boolean;
  }[];
}

export interface RemovedModelWire {
  object: 'model.removed';
  freed_bytes: number;
}

export function encodeInspection(model: ModelInspection): InspectionWire {
  return {
    object: 'model.inspection',
    id: model.id,
    reference: model.reference,
    format: model.format,
    filename: model.filename,
    size_bytes: model.sizeBytes,
    sha256: model.sha256 ?? null,
    name: model.name ?? null,
    license: model.license ?? null,
    base_models: [...model.baseModels],
    architecture: model.architecture,
    parameters: model.parameters,
    quantization: model.quantization,
    context_length: model.contextLength,
    layers: model.layers,
    embedding_length: model.embeddingLength,
    vocabulary_size: model.vocabularySize,
    abilities: [...model.abilities],
    chat_template: model.chatTemplate ?? null,
    slots: model.slots,
    memory: model.memory.map((need) => ({
      context_size: need.contextSize,
      weights_bytes: need.weightsBytes,
      kv_cache_bytes: need.kvCacheBytes,
      compute_bytes: need.computeBytes,
      total_bytes: need.totalBytes,
    })),
    removable: model.isRemovable,
  };
}

export function encodeMemory({ devices, holders }: MemoryOverview): MemoryOverviewWire {
  return {
    object: 'memory',
    devices: devices.map(({ id, kind, name, totalBytes, freeBytes }) => ({
      id,
      kind,
      name,
      total_bytes: totalBytes,
      free_bytes: freeBytes,
    })),
    holders: holders.map(({ name, bytes }) => ({ name, bytes: { ...bytes } })),
  };
}

export function encodeRecommended(models: readonly RecommendedModel[]): RecommendedListWire {
  return {
    object: 'list',
    data: models.map((model) => ({
      id: model.id,
      name: model.name,
      reference: model.reference,
      license: model.license,
      size_bytes: model.sizeBytes,
      required_bytes: model.requiredBytes,
      fits: model.fits,
      proposed: model.isProposed,
      on_disk: model.isOnDisk,
    })),
  };
}

export function encodeRemoved(freedBytes: number): RemovedModelWire {
  return { object: 'model.removed', freed_bytes: freedBytes };
}
