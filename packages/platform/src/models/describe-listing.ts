import type { ModelListing, ModelLoadState } from '@tuneloop/openai-server';
import {
  quantizationFromFile,
  ramId,
  type ModelMetadata,
  type ModelState,
  type PoolModelStatus,
} from '@tuneloop/runtime';
import { namesOf, type CatalogModel } from './model-catalog.ts';

export interface ListingFacts {
  model: CatalogModel;
  status: PoolModelStatus | undefined;
  /** What its file says, when that was read. */
  metadata: ModelMetadata | undefined;
  createdAt: Date;
}

const states: Record<ModelState['status'], ModelLoadState> = {
  idle: 'unloaded',
  starting: 'loading',
  ready: 'loaded',
  failed: 'failed',
};

/** A model as the API lists it; what a loaded one says of itself goes before what its file says. */
export function describeListing({ model, status, metadata, createdAt }: ListingFacts): ModelListing {
  const { file } = model;
  const state = status?.state ?? { status: 'idle' };
  const info = state.status === 'ready' ? state.model.info : undefined;
  const onGpus = Object.entries(status?.reservedBytes ?? {}).filter(([device]) => device !== ramId);
  return {
    id: namesOf(model, status?.source)[0] ?? model.id,
    createdAt,
    ownedBy: 'tuneloop',
    contextSize: info?.contextSize,
    images: info?.capabilities.images,
    // Upstreams do not say.
    sizeBytes: info?.sizeBytes ?? (file?.sizeBytes || undefined),
    sha256: file?.sha256,
    architecture: info?.architecture ?? metadata?.architecture,
    parameters: info?.parameters ?? metadata?.parameters,
    quantization: metadata?.quantization ?? (file && quantizationFromFile(file.path)),
    state: states[state.status],
    progress: state.status === 'starting' ? state.progress : undefined,
    expiresAt: status?.expiresAt,
    gpuBytes: onGpus.length === 0 ? undefined : onGpus.reduce((sum, [, bytes]) => sum + bytes, 0),
  };
}
