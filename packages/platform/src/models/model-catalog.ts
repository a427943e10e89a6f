import { basename } from 'node:path';
import type { ModelSource } from '@tuneloop/protocol';
import type { ModelPool, ModelStore, ResolvedModel } from '@tuneloop/runtime';
import type { Config, ModelConfig } from '../config/schema.ts';

/** A model that requests may name. */
export interface CatalogModel {
  /** In the pool: the name in the configuration, or the reference. */
  id: string;
  /** What the store is asked for. */
  reference: string;
  /** What the configuration says of it, if anything. */
  config: ModelConfig | undefined;
  /** Where it is on disk, if it is. */
  file: ResolvedModel | undefined;
  /**
   * What it is listed under: its name in the configuration; for others, once they are on disk, their id, or the reference
   * where another has this id.
   */
  publicId: string | undefined;
}

export interface ModelCatalog {
  /** The configured ones, without a look at the disk; the one of `model` first. */
  readonly configured: readonly CatalogModel[];
  /** The same with where they are, and everything else that is on disk. The disk is read once a second at most. */
  list(): Promise<readonly CatalogModel[]>;
  /** The disk has changed: `list` reads it anew. */
  forget(): void;
}

/** What a configuration says of models. */
export interface ConfiguredModels {
  models: Config['models'];
  /** The default one. */
  reference: string;
}

/** The default one first. */
export function configuredModels({ models, reference }: ConfiguredModels): CatalogModel[] {
  const names = [...new Set([reference, ...Object.keys(models)])];
  return names.map((name) => {
    const model = models[name];
    return { id: name, reference: name, config: model, file: undefined, publicId: model && name };
  });
}

const validForMs = 1000;

/** What the configuration names, and what the store has. */
export function createModelCatalog(source: () => ConfiguredModels, store: ModelStore): ModelCatalog {
  let known: { of: ConfiguredModels; configured: readonly CatalogModel[] } | undefined;
  const configuredNow = (): readonly CatalogModel[] => {
    const of = source();
    if (known?.of.models !== of.models || known.of.reference !== of.reference) {
      known = { of, configured: configuredModels(of) };
    }
    return known.configured;
  };
  let current: { models: Promise<readonly CatalogModel[]>; readAt: number } | undefined;

  async function read(): Promise<readonly CatalogModel[]> {
    const found = await Promise.all(
      configuredNow().map(async (model) => ({ ...model, file: await quietly(() => store.find(model.reference)) })),
    );
    const paths = new Set(found.flatMap(({ file }) => file?.path ?? []));
    const others = (await quietly(() => store.list())) ?? [];
    const all = [...found, ...others.filter(({ path }) => !paths.has(path)).map(modelOnDisk)];
    const taken = new Set<string>(found.flatMap(({ publicId }) => publicId ?? []));
    return all.map((model) => {
      if (model.file === undefined || model.publicId !== undefined) return model;
      const publicId = taken.has(model.file.id) ? model.reference : model.file.id;
      taken.add(publicId);
      return { ...model, publicId };
    });
  }

  return {
    get configured() {
      return configuredNow();
    },
    list() {
      const now = performance.now();
      if (current === undefined || now - current.readAt > validForMs) current = { models: read(), readAt: now };
      return current.models;
    },
    forget() {
      current = undefined;
    },
  };
}

function modelOnDisk(file: ResolvedModel): CatalogModel {
  return { id: file.reference, reference: file.reference, config: undefined, file, publicId: undefined };
}

/** A store that cannot be read has no models; whoever loads one is told why. */
async function quietly<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch {
    return undefined;
  }
}

/** Every name that a model answers to, the one that it is listed under first. `source` is what was loaded. */
export function namesOf({ id, reference, file, publicId }: CatalogModel, source: ModelSource | undefined): string[] {
  const path = source?.path ?? file?.path;
  const ids = [source?.id, publicId, id, reference, file?.id].filter((name) => name !== undefined);
  return path === undefined ? ids : [...ids, basename(path), basename(path).replace(/\.gguf$/i, '')];
}

/** The same with `default` for the default model, as requests may name it. */
export function requestNamesOf(model: CatalogModel, pool: Pick<ModelPool, 'get' | 'defaultId'>): string[] {
  const names = namesOf(model, pool.get(model.id)?.source);
  return model.id === pool.defaultId ? [...names, 'default'] : names;
}
