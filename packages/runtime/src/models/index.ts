export { defaultCacheFolder, defaultModelsFolder, type Environment } from './cache-folder.ts';
export { embeddedModel, type PinnedModel } from './embedded-model.ts';
export { formatBytes } from './format-bytes.ts';
export { knownModels, proposeModel, recommendedModel, requiredMemory, type KnownModel } from './known-models.ts';
export { formatModelReference, parseModelReference, type ModelReference } from './model-reference.ts';
export { createModelStore, type ModelStoreOptions } from './model-store.ts';
export type { ModelStore, ResolvedModel, ResolveOptions } from './resolved-model.ts';
