import { embeddedModel, knownModels, requiredMemory, type ModelMetadata, type ResolvedModel } from '@tuneloop/runtime';
import type { Platform } from '@tuneloop/platform';
import { describeModel, memoryNeed, usualContextSize } from './describe-model.ts';

/** One line of `tuneloop models`; what is not known is left out. */
export interface ListedModel {
  /** The name under which it is served. */
  id: string;
  /** What `tuneloop pull` and `-m` take. */
  reference: string;
  onDisk: boolean;
  /** An upstream has it, and nothing is known of its file. */
  isRemote?: boolean;
  /** Whether `tuneloop serve` and `tuneloop chat` take it when nothing is said. */
  isDefault: boolean;
  path?: string;
  sizeBytes?: number;
  sha256?: string;
  architecture?: string;
  parameters?: number;
  quantization?: string;
  /** As trained, in tokens. */
  contextLength?: number;
  /** For one conversation of `usualContextSize` tokens. */
  memoryBytes?: number;
  /** Why it cannot be used. */
  problem?: string;
}

/** Whether models are those of upstreams, and none is a file here. */
export function servesUpstreams({ config: { runtime } }: Pick<Platform, 'config'>): boolean {
  return runtime.backend === 'remote' && runtime.llamaServerPath === undefined;
}

/**
 * The default first, then those named in the configuration, what else is on disk, and well known ones to download. With
 * upstreams theirs alone.
 */
export async function collectModels(platform: Platform): Promise<ListedModel[]> {
  const { models, config, reference } = platform;
  if (servesUpstreams(platform)) {
    const listed = await models.list();
    const { id: byDefault } = await models.resolve(reference);
    return listed.map(({ id }) => ({ id, reference: id, onDisk: false, isRemote: true, isDefault: id === byDefault }));
  }
  const listed: ListedModel[] = await Promise.all(
    [...new Set([reference, ...Object.keys(config.models)])].map(async (name) => {
      const isDefault = name === reference;
      try {
        const found = await models.find(name);
        const isNamed = config.models[name] !== undefined;
        return found
          ? await listFile(isNamed ? { ...found, id: name } : found, isDefault)
          : listMissing(name, config.models[name]?.reference ?? name, isDefault);
      } catch (error) {
        return { ...listMissing(name, config.models[name]?.reference ?? name, isDefault), problem: messageOf(error) };
      }
    }),
  );
  const paths = new Set(listed.flatMap(({ path }) => path ?? []));
  const others = (await models.list()).filter(({ path }) => !paths.has(path));
  listed.push(...(await Promise.all(others.map((model) => listFile(model, false)))));

  const names = new Set(listed.flatMap(({ id, reference: name }) => [id, name]));
  const offered = knownModels.filter((model) => !names.has(model.id) && !names.has(model.reference));
  return [...listed, ...offered.map((model) => listMissing(model.id, model.reference, false))];
}

async function listFile(resolved: ResolvedModel, isDefault: boolean): Promise<ListedModel> {
  const { metadata, problem, ...model } = await describeModel(resolved);
  return {
    ...model,
    onDisk: true,
    isDefault,
    ...(metadata && facts(metadata)),
    ...(problem !== undefined && { problem }),
  };
}

function facts(metadata: ModelMetadata): Partial<ListedModel> {
  const { architecture, parameters, quantization, contextLength } = metadata;
  return { architecture, parameters, quantization, contextLength, memoryBytes: memoryNeed(metadata, usualContextSize) };
}

/** Sizes of well known models are known before they are here. */
function listMissing(id: string, reference: string, isDefault: boolean): ListedModel {
  const model = { id, reference, onDisk: false, isDefault };
  if (id === embeddedModel.id) return { ...model, sizeBytes: embeddedModel.sizeBytes };
  const known = knownModels.find((candidate) => candidate.id === id || candidate.reference === reference);
  return known ? { ...model, sizeBytes: known.sizeBytes, memoryBytes: requiredMemory(known) } : model;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
