import { totalmem } from 'node:os';
import { basename, isAbsolute, relative } from 'node:path';
import type { MemoryOverview, ModelFiles, ModelInspection, RecommendedModel } from '@tuneloop/openai-server';
import { TuneloopError } from '@tuneloop/protocol';
import {
  estimateMemory,
  knownModels,
  proposeModel,
  requiredMemory,
  type ModelMetadata,
  type ModelStore,
} from '@tuneloop/runtime';
import type { Config } from '../config/schema.ts';
import { publicFailure } from '../jobs/public-failure.ts';
import { namesOf } from './model-catalog.ts';
import type { ModelService } from './model-service.ts';

export interface ModelFilesOptions {
  config: Config;
  service: ModelService;
  store: ModelStore;
}

/** A fifth of the memory is left to everything else. */
const usableShare = 0.8;

/** The models on the disk of this machine, and its memory. */
export function createModelFiles({ config, service, store }: ModelFilesOptions): ModelFiles {
  const { pool, allocator, catalog } = service;
  const isRemote = config.runtime.backend === 'remote';

  async function inspect(
    name: string | undefined,
    { contextSize, slots = 1 }: { contextSize?: number | undefined; slots?: number | undefined },
  ): Promise<ModelInspection> {
    const model = await service.findOnDisk(name);
    const { path, sizeBytes, sha256 } = model.file;
    const metadata = await service.metadata.read(path);
    const sizes = contextSize === undefined ? usualContextSizes(metadata) : [contextSize];
    const { kvCacheType, flashAttention } = service.settingsOf(model);
    return {
      id: namesOf(model, pool.get(model.id)?.source)[0] ?? model.id,
      // A file of one's own is its own reference: its folder is nobody's business.
      reference: isAbsolute(model.reference) ? basename(model.reference) : model.reference,
      format: metadata.format,
      filename: basename(path),
      sizeBytes,
      sha256,
      name: metadata.name,
      license: metadata.license,
      baseModels: metadata.baseModels ?? [],
      architecture: metadata.architecture,
      parameters: metadata.parameters,
      quantization: metadata.quantization,
      contextLength: metadata.contextLength,
      layers: metadata.layers,
      embeddingLength: metadata.embeddingLength,
      vocabularySize: metadata.vocabularySize,
      abilities: abilitiesOf(metadata),
      chatTemplate: metadata.chatTemplate,
      slots,
      memory: sizes.map((size) => ({
        contextSize: size,
        ...estimateMemory(metadata, {
          contextSize: size,
          slots,
          kvCacheType,
          flashAttention: flashAttention !== 'off',
        }),
      })),
      isRemovable: model.id !== pool.defaultId && isInside(store.folder, path),
    };
  }

  async function memory(): Promise<MemoryOverview> {
    const [devices, models] = await Promise.all([allocator.devices(), service.list()]);
    const nameOf = (owner: string): string => {
      const model = models.find(({ id }) => id === owner);
      return (model && namesOf(model, pool.get(owner)?.source)[0]) ?? basename(owner);
    };
    const holders = new Map<string, Record<string, number>>();
    for (const { owner, bytes } of allocator.holders()) {
      const held = holders.get(nameOf(owner)) ?? {};
      for (const [device, size] of Object.entries(bytes)) held[device] = (held[device] ?? 0) + Math.round(size);
      holders.set(nameOf(owner), held);
    }
    return {
      devices: devices.map(({ totalBytes, freeBytes, ...device }) => ({
        ...device,
        totalBytes: Math.round(totalBytes),
        freeBytes: Math.round(freeBytes),
      })),
      holders: [...holders].map(([name, bytes]) => ({ name, bytes })),
    };
  }

  async function recommended(): Promise<RecommendedModel[]> {
    if (isRemote) return [];
    const machineBytes = totalmem();
    const proposed = proposeModel(machineBytes);
    const references = new Set((await service.list()).flatMap(({ file }) => file?.reference ?? []));
    return knownModels.map((model) => ({
      id: model.id,
      name: model.name,
      reference: model.reference,
      license: model.license,
      sizeBytes: model.sizeBytes,
      requiredBytes: Math.round(requiredMemory(model)),
      fits: requiredMemory(model) <= machineBytes * usableShare,
      isProposed: model === proposed,
      isOnDisk: references.has(model.reference),
    }));
  }

  return {
    inspect: async (name, options = {}) => inspect(name, options),
    memory,
    recommended,
    async remove(name) {
      const model = await service.findOnDisk(name);
      if (model.id === pool.defaultId) {
        throw new TuneloopError(
          'INVALID_REQUEST',
          `"${name}" is the default model. Make another one the default first.`,
        );
      }
      try {
        if (pool.get(model.id) !== undefined) await pool.unload(model.id);
        return await store.remove(model.file.reference);
      } catch (error) {
        throw publicFailure(error);
      } finally {
        catalog.forget();
      }
    },
  };
}

function isInside(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return inside !== '' && !inside.startsWith('..') && !isAbsolute(inside);
}

function abilitiesOf({ tools, reasoning, embedding, reranking }: ModelMetadata): string[] {
  if (embedding) return ['embeddings'];
  if (reranking) return ['ranking'];
  return ['text', ...(tools ? ['tools'] : []), ...(reasoning ? ['reasoning'] : [])];
}

/** Powers of four up to the trained context, which is the last one; in tokens. */
function usualContextSizes({ contextLength }: ModelMetadata): number[] {
  return [...[2048, 8192, 32_768, 131_072].filter((size) => size < contextLength), contextLength];
}
